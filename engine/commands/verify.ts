import { EXIT, type ExitCode } from '../core/exit-codes.ts';
import { fail } from '../core/failure.ts';
import { evidenceTexts as say } from '../core/messages/evidence.ts';
import { runTexts } from '../core/messages/running.ts';
import { type Command, type Invocation, RUN_ARGUMENT, WORLD_OPTIONS } from './command.ts';
import type { Evidence } from './evidence.ts';
import type { Setting } from './setting.ts';
import { withSetting } from './with-setting.ts';

export const verify: Command = {
  name: 'verify',
  summary: 'check that nothing of a run was changed since',
  description:
    "Follows the hash chain of the run's journal, and prints the hash over all its rows and logs. With --head it says whether that is still the hash that the run's end printed: keep it where those who can write the state directory cannot.",
  arguments: [RUN_ARGUMENT],
  options: [{ name: 'head', value: 'hash', summary: 'the hash that was printed at the end of the run' }, ...WORLD_OPTIONS],
  examples: [
    { line: 'runbook verify last', says: 'follow the chain, print the hash' },
    { line: 'runbook verify last --head 3b8f...', says: 'exit 1 where a byte of its rows or logs differs' },
  ],
  run: invocation => withSetting(invocation, setting => verifyIn(invocation, setting)),
};

async function verifyIn(invocation: Invocation, setting: Setting): Promise<ExitCode> {
  const { options, json, terminal } = invocation;
  const expected = options.text('head')?.toLowerCase();
  if (expected !== undefined && !/^[0-9a-f]{64}$/.test(expected)) return fail({ code: 'usage', message: say.noHash(expected) });
  const evidence = await find(invocation, setting);
  const isEnded = ['succeeded', 'failed', 'cancelled'].includes(evidence.runStatus);
  const problems = problemsOf(evidence, isEnded ? expected : undefined);
  const notes = isEnded ? [] : [say.goesOn(evidence.run, expected !== undefined)];
  if (json) terminal.printJson({ status: problems.length === 0 ? 'ok' : 'changed', problems, ...evidence });
  else if (problems.length > 0) for (const problem of problems) terminal.error(problem);
  else terminal.print([say.whole(evidence.run, evidence.entries, isEnded && expected !== undefined), ...notes, say.head(evidence.head)].join('\n'));
  if (problems.length > 0) return EXIT.failed;
  return !isEnded && expected !== undefined ? EXIT.usage : EXIT.ok;
}

function problemsOf({ run, brokenAt, entries, head }: Evidence, expected: string | undefined): readonly string[] {
  const broken = brokenAt === undefined ? [] : [say.broken(run, brokenAt, entries)];
  return expected === undefined || expected === head ? broken : [...broken, say.differs(run, expected, head)];
}

/** A run whose rows are damaged is found by its id all the same. */
async function find({ arguments: [given = ''] }: Invocation, setting: Setting): Promise<Evidence> {
  const [{ evidenceOf }, { findRun }] = await Promise.all([import('./evidence.ts'), import('./find-run.ts')]);
  const engine = await setting.openEngine();
  const direct = given === 'last' ? undefined : await evidenceOf(setting, engine, given).catch(() => undefined);
  const found = direct ?? (await evidenceOf(setting, engine, (await findRun(engine, given)).head.run));
  return found ?? fail({ code: 'no-run', message: runTexts.noRun(given) });
}
