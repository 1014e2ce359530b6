import { EXIT, type ExitCode } from '../core/exit-codes.ts';
import { fail } from '../core/failure.ts';
import { showTexts as say } from '../core/messages/commands.ts';
import { differenceTexts } from '../core/messages/differences.ts';
import { compileProgram } from '../core/program.ts';
import { namedActions } from '../core/schema/actions.ts';
import { loadRunbook } from '../load/load-runbook.ts';
import { runHistory } from '../report/reading/run-history.ts';
import { type ReadingFacts, runbookDocument } from '../report/reading/runbook-document.ts';
import { type Invocation, runbookFolder } from './command.ts';
import { findRun } from './find-run.ts';
import { freezePlan } from './freeze-plan.ts';
import { documentFormat, printDocument } from './print-document.ts';
import { readRecords } from './read-records.ts';
import { printInvalid } from './refuse.ts';
import type { Setting } from './setting.ts';

/** Prints a runbook, or one of its runs, as a document. */
export async function showIn(invocation: Invocation, setting: Setting): Promise<ExitCode> {
  const { options, arguments: given } = invocation;
  const plan = options.text('plan');
  if (plan !== undefined) return showPlan(invocation, setting, plan);
  const format = documentFormat(invocation);
  const run = options.text('run');
  if ((run === undefined) === (given[0] === undefined)) return fail({ code: 'usage', message: say.nameOrRun });
  const facts = run === undefined ? await loadFacts(invocation, setting) : await runFacts(invocation, setting, run);
  if (typeof facts === 'number') return facts;
  printDocument(invocation, runbookDocument(facts), format);
  return EXIT.ok;
}

/** What somebody has planned, in the words of `plan`. */
async function showPlan({ terminal, json, cwd }: Invocation, { config }: Setting, file: string): Promise<ExitCode> {
  const [{ readSavedPlan }, { planLines }] = await Promise.all([import('./saved-plan-file.ts'), import('../report/plan-lines.ts')]);
  const saved = await readSavedPlan(file, cwd);
  const { made, hash, plan } = saved;
  if (json) terminal.printJson(saved);
  else terminal.print([...planLines(plan, terminal.color, config['time-zone']), differenceTexts.madeBy(file, made.at, made.by, hash)].join('\n'));
  return EXIT.ok;
}

/** The runbook as it stands in its file. */
async function loadFacts(invocation: Invocation, { config, folder, today }: Setting): Promise<ReadingFacts | ExitCode> {
  const { arguments: given, cwd, plugins, options } = invocation;
  const loaded = loadRunbook(given[0] ?? '', { dir: runbookFolder(options), cwd, plugins, config });
  if (loaded.status === 'invalid') return printInvalid(invocation, loaded.diagnostics);
  const { name, runbooks } = loaded;
  const missing = Object.keys(runbooks[name]?.document.inputs ?? {});
  const plan = freezePlan({ plugins, runbook: name, runbooks, inputs: {}, missing, folder, today: today(), config });
  return { program: compileProgram(plan), summaryOf: summaries(invocation) };
}

/** The runbook as it was frozen for the run: its file may have changed since. */
async function runFacts(invocation: Invocation, setting: Setting, given: string): Promise<ReadingFacts> {
  const engine = await setting.openEngine();
  const snapshot = await findRun(engine, given);
  const records = await readRecords(engine, snapshot);
  return { program: compileProgram(snapshot.plan), summaryOf: summaries(invocation), run: runHistory(snapshot, records) };
}

function summaries({ plugins }: Invocation): ReadingFacts['summaryOf'] {
  const known = new Map(namedActions(plugins).map(({ name, action }) => [name, action.summary]));
  return name => known.get(name);
}
