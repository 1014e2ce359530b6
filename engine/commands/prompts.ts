/** The only import of @inquirer/prompts, loaded when somebody is asked. Never used without a terminal. */
import type { Signal } from '../core/events.ts';
import type { Json, JsonObject } from '../core/json.ts';
import { promptTexts as say } from '../core/messages/prompts.ts';
import type { FieldSchema } from '../core/runbook.ts';
import type { GateState } from '../core/state.ts';
import { cleanText } from '../core/text.ts';
import { checkInput, parseInput } from '../load/inputs.ts';
import { askAboutFailure } from './failure-menu.ts';
import type { Terminal } from './terminal.ts';

/** How asking ended. */
export type Asked<T> =
  | { readonly status: 'answered'; readonly value: T }
  /** The person wants to answer later. */
  | { readonly status: 'left' }
  /** The signal aborted: answered elsewhere, expired, or the run ended. */
  | { readonly status: 'aborted' }
  /** Ctrl-C inside the prompt, where the process gets no SIGINT. */
  | { readonly status: 'interrupted' };

export interface AskOptions {
  readonly terminal: Terminal;
  readonly signal: AbortSignal;
  /** Gives the terminal to a command that logs in; false where that failed, and the person was told. */
  logIn?(login: NonNullable<GateState['login']>): Promise<boolean>;
}

/** Shows a gate and asks for its answer: the signal that the run is to be sent. */
export async function askGate(step: string, gate: GateState, options: AskOptions): Promise<Asked<Signal>> {
  for (const text of [gate.text, ...gate.show]) if (text !== '') options.terminal.print(cleanText(text));
  return asking(options, async context => {
    switch (gate.kind) {
      case 'confirm':
        return askVerdict(step, context, say.yes, say.no);
      case 'approve':
        return askVerdict(step, context, say.approve, say.reject);
      case 'manual':
        return askManual(step, gate, context);
      case 'ask':
        return { type: 'answer', step, values: await askFields(gate.fields ?? {}, context) };
      case 'unknown':
        return askOutcome(step, context);
      case 'failed':
      case 'login':
        return askAboutFailure(step, gate, {
          choose: choices => choose(choices, context),
          reason: () => askReason(context),
          fields: asked => askFields(asked, context),
          logIn: options.logIn,
        });
    }
  });
}

/** Asks for one value of a declared type, until it is one. */
export function askInput(name: string, field: FieldSchema, options: AskOptions): Promise<Asked<Json>> {
  return asking(options, context => askField(name, field, context));
}

interface Context {
  readonly signal: AbortSignal;
  readonly output: NodeJS.WritableStream;
}

async function asking<T>({ terminal, signal }: AskOptions, ask: (context: Context) => Promise<T | undefined>): Promise<Asked<T>> {
  if (!terminal.canAsk) throw new Error('nobody can be asked without a terminal');
  if (signal.aborted) return { status: 'aborted' };
  try {
    const value = await ask({ signal, output: terminal.stdout });
    return value === undefined ? { status: 'left' } : { status: 'answered', value };
  } catch (error) {
    const name = error instanceof Error ? error.name : '';
    if (name === 'AbortPromptError') return { status: 'aborted' };
    if (name === 'ExitPromptError') return { status: 'interrupted' };
    throw error;
  }
}

/** No default that a stray Enter could choose: `leave` comes first. */
async function choose<T>(choices: readonly { readonly value: T; readonly name: string }[], context: Context): Promise<T | undefined> {
  const { select } = await import('@inquirer/prompts');
  const all = [{ value: undefined, name: say.leave }, ...choices];
  return select<T | undefined>({ message: say.decide, choices: all, loop: false }, context);
}

async function askVerdict(step: string, context: Context, yes: string, no: string): Promise<Signal | undefined> {
  const type = await choose(
    [
      { value: 'approve' as const, name: yes },
      { value: 'reject' as const, name: no },
    ],
    context,
  );
  if (type !== 'reject') return type && { type, step };
  const { input } = await import('@inquirer/prompts');
  const note = await input({ message: say.why }, context);
  return { type, step, ...(note.trim() === '' ? {} : { note }) };
}

/** One tick at a time: the gate stays open, and is asked again, until all are done. */
async function askManual(step: string, { ticks = [], ticked = [] }: GateState, context: Context): Promise<Signal | undefined> {
  const open: { readonly value: number | 'done'; readonly name: string }[] = ticks
    .map((text, index) => ({ value: index + 1, name: say.tick(cleanText(text)) }))
    .filter(({ value }) => !ticked.some(({ tick }) => tick === value));
  const choice = await choose([...open, { value: 'done', name: open.length > 0 ? say.allDone : say.done }], context);
  return choice === undefined ? undefined : { type: 'answer', step, values: choice === 'done' ? { done: true } : { tick: choice } };
}

async function askOutcome(step: string, context: Context): Promise<Signal | undefined> {
  const choices = [
    { value: 'done' as const, name: say.settleDone },
    { value: 'redo' as const, name: say.settleRedo },
    { value: 'fail' as const, name: say.settleFail },
  ];
  const as = await choose(choices, context);
  return as && { type: 'settle', step, as };
}

async function askReason(context: Context): Promise<string> {
  const { input } = await import('@inquirer/prompts');
  return input({ message: say.reason, validate: text => text.trim() !== '' || say.wantsReason }, context);
}

async function askFields(fields: Readonly<Record<string, FieldSchema>>, context: Context): Promise<JsonObject> {
  const values: Record<string, Json> = {};
  for (const [name, field] of Object.entries(fields)) values[name] = await askField(name, field, context);
  return values;
}

async function askField(name: string, field: FieldSchema, context: Context): Promise<Json> {
  const { input, select } = await import('@inquirer/prompts');
  const isOptional = field.default === null;
  const message = `${cleanText(field.title ?? field.description ?? name)}${field.type === 'boolean' ? say.yesOrNoHint : ''}${isOptional ? say.optional : ''}`;
  if (field.enum && !isOptional) {
    const choices = field.enum.map(value => ({ value, name: cleanText(toText(value)) }));
    return select({ message, choices, ...(field.default === undefined ? {} : { default: field.default }) }, context);
  }
  const fallback = field.default === undefined || isOptional ? {} : { default: toText(field.default) };
  const text = await input({ message, ...fallback, validate: given => problemOf(field, given) ?? true }, context);
  return toValue(field, text);
}

function problemOf(field: FieldSchema, text: string): string | undefined {
  if (text === '' && field.default === null) return undefined;
  if (text === '' && (field.type !== 'string' || (field.minLength ?? 1) > 0)) return say.required;
  const parsed = parseInput(field, spelled(field, text));
  if ('message' in parsed) return field.type === 'boolean' ? say.yesOrNo : parsed.message;
  return checkInput(field, parsed.value);
}

function toValue(field: FieldSchema, text: string): Json {
  if (text === '' && field.default === null) return null;
  const parsed = parseInput(field, spelled(field, text));
  if ('message' in parsed) throw new Error(`the prompt let through what is no ${field.type}: ${parsed.message}`);
  return parsed.value;
}

/** People say yes and no; inputs say true and false. */
function spelled({ type }: FieldSchema, text: string): string {
  if (type !== 'boolean') return text;
  const word = text.trim().toLowerCase();
  return /^y(es)?$/.test(word) ? 'true' : /^no?$/.test(word) ? 'false' : word;
}

function toText(value: Json): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
