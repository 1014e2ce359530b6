import { resolve } from 'node:path';
import { isTargetName } from '../core/cell.ts';
import { fail } from '../core/failure.ts';
import { type Json, type JsonObject, isJsonObject, textOf } from '../core/json.ts';
import { differenceTexts } from '../core/messages/differences.ts';
import { runTexts } from '../core/messages/running.ts';
import { targetTexts } from '../core/messages/targets.ts';
import type { FrozenPlan } from '../core/plan.ts';
import { type SavedPlan, inputsOf } from '../core/planning/saved-plan.ts';
import type { Runbook } from '../core/runbook.ts';
import type { Diagnostic } from '../load/diagnostics.ts';
import { readRegularFile } from '../load/find-runbook.ts';
import { type ResolvedInputs, resolveInputs } from '../load/inputs.ts';
import { loadRunbook } from '../load/load-runbook.ts';
import { type Invocation, runbookFolder } from './command.ts';
import { freezePlan } from './freeze-plan.ts';
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

/** Loads the runbook, resolves its inputs, and freezes both. A saved plan gives runbook and inputs where the command line does not. */
export async function prepareRun(invocation: Invocation, setting: Setting, missing: Missing, saved?: SavedPlan): Promise<Prepared> {
  const { arguments: given, cwd, plugins, options } = invocation;
  const loaded = loadRunbook(given[0] ?? saved?.runbooks[saved.plan.runbook]?.file ?? '', {
    dir: runbookFolder(options),
    cwd,
    plugins,
    config: setting.config,
  });
  if (loaded.status === 'invalid') return loaded;
  const document = loaded.runbooks[loaded.name]?.document;
  if (!document) return { status: 'refused', messages: [`${loaded.name} was not loaded`] };
  if (saved && saved.plan.runbook !== loaded.name) return { status: 'refused', messages: [differenceTexts.other(saved.plan.runbook, loaded.name)] };
  const inputs = await gatherInputs(invocation, setting, document, missing, { saved });
  if (inputs.status === 'invalid') return { status: 'refused', messages: inputs.problems.map(problem => problem.message) };
  const unknown = [...inputs.missing, ...inputs.pending];
  if (missing !== 'unknown' && unknown.length > 0)
    return { status: 'refused', messages: unknown.map(name => runTexts.missingInput(name, document.inputs?.[name])) };
  const { lookUpCalendars } = await import('../load/calendars.ts');
  const documents = Object.values(loaded.runbooks).map(each => each.document);
  const calendars = await lookUpCalendars({ config: setting.config, folder: setting.folder, cwd }, documents, setting.today());
  if (calendars.status === 'invalid') return calendars;
  const plan = freezePlan({
    plugins,
    runbook: loaded.name,
    runbooks: loaded.runbooks,
    inputs: inputs.inputs,
    missing: unknown,
    folder: setting.folder,
    today: setting.today(),
    config: calendars.config,
    ...(setting.world ? { world: setting.world.folder } : {}),
  });
  const nameless = missing === 'unknown' ? undefined : plan.targets.find(target => !isTargetName(target));
  if (nameless !== undefined) return { status: 'refused', messages: [targetTexts.badTarget(nameless)] };
  const { startPlanFrom } = await import('./start-from.ts');
  const started = await startPlanFrom(invocation, plan, missing);
  if (started.status === 'refused') return started;
  return { status: 'ok', plan: started.plan, document, missing: unknown, warnings: loaded.diagnostics };
}

/** Whose values come before the flags: the saved plan's; `base`: those of the run that is rolled back, which all others win over. */
interface Earlier {
  readonly saved?: SavedPlan | undefined;
  readonly base?: JsonObject;
}

/** Flags win over the file, the file over the world's; what is still missing is asked for in the written order. */
export async function gatherInputs(
  invocation: Invocation,
  setting: Setting,
  document: Runbook,
  missing: Missing,
  { saved, base }: Earlier,
): Promise<ResolvedInputs> {
  const file = inputsFile(invocation) ?? (saved && plannedInputs(saved));
  const own = setting.world && !base ? Object.entries(setting.world.inputs).filter(([name]) => document.inputs?.[name]) : [];
  const flags = invocation.options.list('input');
  const facts = { today: setting.today(), timeZone: setting.config['time-zone'] };
  const fromWorld = own.map(([name, value]) => `${name}=${textOf(value)}`);
  const before = (answers: readonly string[]): ResolvedInputs =>
    resolveInputs(document, { ...(base ? { base } : {}), flags: [...(file ? [] : fromWorld), ...flags, ...answers], ...(file ? { file } : {}) }, facts);
  return missing === 'ask' && invocation.terminal.canAsk ? askForMissing(invocation, document, before) : before([]);
}

/** Asks in the written order; an answer may complete the defaults of later ones. */
async function askForMissing(invocation: Invocation, document: Runbook, before: (answers: readonly string[]) => ResolvedInputs): Promise<ResolvedInputs> {
  const answers: string[] = [];
  for (;;) {
    const resolved = before(answers);
    const name = resolved.status === 'ok' ? resolved.missing[0] : undefined;
    const answer = name === undefined ? undefined : await askFor(invocation, document, name);
    if (name === undefined || answer === undefined) return resolved;
    answers.push(`${name}=${textOf(answer)}`);
  }
}

async function askFor({ terminal }: Invocation, document: Runbook, name: string): Promise<Json | undefined> {
  const field = document.inputs?.[name];
  if (!field) return undefined;
  const { askInput } = await import('./prompts.ts');
  const asked = await askInput(name, field, { terminal, signal: new AbortController().signal });
  return asked.status === 'answered' ? asked.value : undefined;
}

function plannedInputs(saved: SavedPlan): { path: string; bytes: Uint8Array } {
  return { path: 'the plan', bytes: new TextEncoder().encode(JSON.stringify(inputsOf(saved))) };
}

function inputsFile(invocation: Invocation): { path: string; bytes: Uint8Array } | undefined {
  const path = invocation.options.text('inputs');
  return path === undefined ? undefined : { path, bytes: readGiven(path, invocation) };
}

/** Answers by step from `--answers FILE`. Fails with code `answers`; called before a run is started. */
export async function readAnswers(invocation: Invocation): Promise<JsonObject | undefined> {
  const path = invocation.options.text('answers');
  if (path === undefined) return undefined;
  const { parseSource } = await import('../load/source.ts');
  const parsed = parseSource(path, readGiven(path, invocation));
  const [finding] = parsed.findings;
  if (finding) return fail({ code: 'answers', message: `${path}: ${finding.message}`, ...(finding.hint === undefined ? {} : { hint: finding.hint }) });
  if (parsed.status === 'ok' && isJsonObject(parsed.value)) return parsed.value;
  return fail({ code: 'answers', message: runTexts.answersNotAMap(path) });
}

/** A file that somebody named on the command line: bounded, and never a pipe or a device. */
function readGiven(path: string, { cwd }: Invocation): Uint8Array {
  try {
    return readRegularFile(resolve(cwd, path));
  } catch (error) {
    return fail({ code: 'unreadable', message: runTexts.unreadable(path, error instanceof Error ? error.message : String(error)) }, error);
  }
}
