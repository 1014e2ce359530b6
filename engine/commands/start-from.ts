import { checkField } from '../core/field.ts';
import { type Json, textOf } from '../core/json.ts';
import { startTexts as say } from '../core/messages/start-from.ts';
import { endsWithPath } from '../core/paths.ts';
import type { FrozenPlan } from '../core/plan.ts';
import { type Program, compileProgram, stepAt } from '../core/program.ts';
import type { FieldSchema } from '../core/runbook.ts';
import { namedActions } from '../core/schema/actions.ts';
import { type NeededOutput, findStart, neededOutputs } from '../core/start-from.ts';
import { parseInput } from '../load/inputs.ts';
import type { Invocation } from './command.ts';

export type Started = { readonly status: 'ok'; readonly plan: FrozenPlan } | { readonly status: 'refused'; readonly messages: readonly string[] };

/** The plan as `--from` and `--output` change it: what is still missing is asked for, refused, or (of a plan) left unknown. */
export async function startPlanFrom(invocation: Invocation, plan: FrozenPlan, missing: 'unknown' | 'ask' | 'refuse'): Promise<Started> {
  const { options } = invocation;
  const from = options.text('from');
  const given = options.list('output');
  if (from === undefined) return given.length > 0 ? { status: 'refused', messages: [say.withoutFrom] } : { status: 'ok', plan };
  const found = findStart(compileProgram(plan), from);
  if (found.status === 'refused') return { status: 'refused', messages: [found.message] };
  const program = compileProgram({ ...plan, from: { step: found.path, outputs: {} } });
  const needed = neededOutputs(program);
  const problems: string[] = [];
  const values = new Map(given.flatMap(text => parseOutput(text, needed, program, invocation, problems)));
  if (missing === 'ask') for (const one of needed) if (!values.has(keyOf(one))) await askFor(one, program, invocation, values);
  const open = missing === 'unknown' ? [] : needed.filter(one => !values.has(keyOf(one)));
  const messages = [...problems, ...open.map(({ path, name, by }) => say.missing(path, name, by))];
  if (messages.length > 0) return { status: 'refused', messages };
  const outputs: Record<string, Record<string, Json>> = {};
  for (const one of needed) {
    const value = values.get(keyOf(one));
    if (value !== undefined) (outputs[one.path] ??= {})[one.name] = value;
  }
  return { status: 'ok', plan: { ...plan, from: { step: found.path, outputs } } };
}

function keyOf({ path, name }: Pick<NeededOutput, 'path' | 'name'>): string {
  return `${path}.${name}`;
}

/** `STEP.NAME=VALUE`, by the type of the output. */
function parseOutput(
  text: string,
  needed: readonly NeededOutput[],
  program: Program,
  { plugins }: Invocation,
  problems: string[],
): readonly (readonly [string, Json])[] {
  const [, step, name, value] = /^([^=]+)\.([a-z][a-z0-9_]*)=(.*)$/s.exec(text) ?? [];
  if (step === undefined || value === undefined) return problems.push(say.wrongOutput(text)) ? [] : [];
  const one = needed.find(each => each.name === name && endsWithPath(each.path, step));
  if (!one) return problems.push(say.unneeded(text, needed.map(keyOf))) ? [] : [];
  const field = fieldOf(one, program, plugins);
  const parsed = field ? parseInput(field, value) : { value: looseValue(value) };
  const problem = 'message' in parsed ? parsed.message : field && checkField(field, parsed.value);
  if (problem !== undefined || 'message' in parsed) return problems.push(say.bad(keyOf(one), problem ?? '')) ? [] : [];
  return [[keyOf(one), parsed.value]];
}

async function askFor(one: NeededOutput, program: Program, { terminal, plugins }: Invocation, values: Map<string, Json>): Promise<void> {
  const { askInput } = await import('./prompts.ts');
  const known = fieldOf(one, program, plugins);
  const field: FieldSchema = { ...(known ?? { type: 'string' }), title: say.ask(one.path, one.name) };
  const asked = await askInput(one.name, field, { terminal, signal: new AbortController().signal });
  if (asked.status === 'answered') values.set(keyOf(one), known ? asked.value : looseValue(textOf(asked.value)));
}

/** Nobody knows the type: JSON where it is some, else text. */
function looseValue(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}

/** What the output is, where that is declared: by the action, the question, or `run`. */
function fieldOf({ path, name }: NeededOutput, program: Program, plugins: Invocation['plugins']): FieldSchema | undefined {
  const { step } = stepAt(program, path);
  if (step.outputs && Object.hasOwn(step.outputs, name)) return undefined;
  if (step.ask) return step.ask[name];
  if (step.run !== undefined) return RUN_OUTPUTS[name];
  const schema = namedActions(plugins).find(action => action.name === step.uses)?.action.outputs;
  const found = (schema?.['properties'] as Readonly<Record<string, FieldSchema>> | undefined)?.[name];
  return found && typeof found.type === 'string' ? found : undefined;
}

const RUN_OUTPUTS: Readonly<Record<string, FieldSchema>> = {
  stdout: { type: 'string', minLength: 0 },
  stderr: { type: 'string', minLength: 0 },
  exit_code: { type: 'integer' },
};
