import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Json, JsonObject } from '../core/json.ts';
import { runTexts } from '../core/messages/running.ts';
import type { FrozenPlan } from '../core/plan.ts';
import type { Runbook } from '../core/runbook.ts';
import type { Diagnostic } from '../load/diagnostics.ts';
import { type ResolvedInputs, resolveInputs } from '../load/inputs.ts';
import { loadRunbook } from '../load/load-runbook.ts';
import { type Invocation, runbookFolder } from './command.ts';
import { freezePlan } from './freeze.ts';
import type { Setting } from './setting.ts';

export type Prepared =
  | {
      readonly status: 'ok';
      readonly plan: FrozenPlan;
      readonly document: Runbook;
      readonly missing: readonly string[];
      readonly warnings: readonly Diagnostic[];
    }
  | { readonly status: 'invalid'; readonly diagnostics: readonly Diagnostic[] }
  | { readonly status: 'refused'; readonly messages: readonly string[] };

/** How far inputs may be missing: a plan shows them as unknown, a run asks for them where somebody is there. */
export type Missing = 'unknown' | 'ask' | 'refuse';

/** Loads the runbook, resolves its inputs, and freezes both. */
export async function prepareRun(invocation: Invocation, setting: Setting, missing: Missing): Promise<Prepared> {
  const { arguments: given, cwd, plugins, options } = invocation;
  const loaded = loadRunbook(given[0] ?? '', { dir: runbookFolder(options), cwd, plugins, config: setting.config });
  if (loaded.status === 'invalid') return loaded;
  const document = loaded.runbooks[loaded.name]?.document;
  if (!document) return { status: 'refused', messages: [`${loaded.name} was not loaded`] };
  const inputs = await gatherInputs(invocation, setting, document, missing);
  if (inputs.status === 'invalid') return { status: 'refused', messages: inputs.problems.map(problem => problem.message) };
  const unknown = [...inputs.missing, ...inputs.pending];
  if (missing !== 'unknown' && unknown.length > 0)
    return { status: 'refused', messages: unknown.map(name => runTexts.missingInput(name, document.inputs?.[name])) };
  const plan = freezePlan({
    plugins,
    runbook: loaded.name,
    runbooks: loaded.runbooks,
    inputs: inputs.inputs,
    missing: unknown,
    folder: setting.folder,
    today: setting.today(),
    config: setting.config,
    ...(setting.world ? { world: setting.world.folder } : {}),
  });
  return { status: 'ok', plan, document, missing: unknown, warnings: loaded.diagnostics };
}

/** Flags win over the file, the file over the world's; what is still missing is asked for in the written order. */
async function gatherInputs(invocation: Invocation, setting: Setting, document: Runbook, missing: Missing): Promise<ResolvedInputs> {
  const file = inputsFile(invocation);
  const own = setting.world ? Object.entries(setting.world.inputs).filter(([name]) => document.inputs?.[name]) : [];
  const flags = invocation.options.list('input');
  const facts = { today: setting.today(), timeZone: setting.config['time-zone'] };
  const fromWorld = own.map(([name, value]) => `${name}=${asFlag(value)}`);
  const before = (answers: readonly string[]): ResolvedInputs =>
    resolveInputs(document, { flags: [...(file ? [] : fromWorld), ...flags, ...answers], ...(file ? { file } : {}) }, facts);
  let resolved = before([]);
  const answers: string[] = [];
  while (resolved.status === 'ok' && missing === 'ask' && resolved.missing[0] !== undefined && invocation.terminal.canAsk) {
    const name: string = resolved.missing[0];
    const answer = await askFor(invocation, document, name);
    if (answer === undefined) return resolved;
    answers.push(`${name}=${asFlag(answer)}`);
    resolved = before(answers);
  }
  return resolved;
}

async function askFor({ terminal }: Invocation, document: Runbook, name: string): Promise<Json | undefined> {
  const field = document.inputs?.[name];
  if (!field) return undefined;
  const { askInput } = await import('./prompts.ts');
  const asked = await askInput(name, field, { terminal, signal: new AbortController().signal });
  return asked.status === 'answered' ? asked.value : undefined;
}

function inputsFile({ options, cwd }: Invocation): { path: string; text: string } | undefined {
  const path = options.text('inputs');
  return path === undefined ? undefined : { path, text: readFileSync(resolve(cwd, path), 'utf8') };
}

function asFlag(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** Answers by step from `--answers FILE`. */
export async function readAnswers({ options, cwd }: Invocation): Promise<JsonObject | undefined> {
  const path = options.text('answers');
  if (path === undefined) return undefined;
  const { parseSource } = await import('../load/source.ts');
  const parsed = parseSource(path, readFileSync(resolve(cwd, path)));
  if (parsed.status === 'invalid') return undefined;
  return typeof parsed.value === 'object' && parsed.value !== null && !Array.isArray(parsed.value) ? (parsed.value as JsonObject) : undefined;
}
