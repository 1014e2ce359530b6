import { join } from 'node:path';
import { EXIT, type ExitCode } from '../core/exit-codes.ts';
import { fail } from '../core/failure.ts';
import { runTexts } from '../core/messages/running.ts';
import { type Command, type Invocation, RUN_ARGUMENT, WORLD_OPTIONS } from './command.ts';
import type { Setting } from './setting.ts';
import { withSetting } from './with-setting.ts';

export const report: Command = {
  name: 'report',
  summary: 'what happened in a run, for those who were not there',
  description:
    'Who started it, with what, what it was planned to do, who decided what, what it changed, what was overridden or recovered and why, every step with its command, times and output, a timeline, and the hash by which all of it can be checked.',
  arguments: [RUN_ARGUMENT],
  options: [
    { name: 'format', value: 'format', summary: 'markdown, html or json (default: by the ending of the file; markdown where no terminal reads it)' },
    { name: 'output', short: 'o', value: 'file', summary: 'write it into a file' },
    ...WORLD_OPTIONS,
  ],
  examples: [
    { line: 'runbook report last', says: 'the newest run, to read it here' },
    { line: 'runbook report last -o deploy.html', says: 'one file for a browser, a ticket or a printer' },
    { line: 'runbook report last --json', says: 'for programs (schemas/report.schema.json)' },
  ],
  run: invocation => withSetting(invocation, setting => reportIn(invocation, setting)),
};

async function reportIn(invocation: Invocation, setting: Setting): Promise<ExitCode> {
  const [{ findRun }, { evidenceOf }, { openLogs }, { makeReport }, { reportDocument }, { documentFormat, printDocument }, { readRecords }] = await Promise.all(
    [
      import('./find-run.ts'),
      import('./evidence.ts'),
      import('../execute/log-file.ts'),
      import('../report/evidence/make-report.ts'),
      import('../report/evidence/report-document.ts'),
      import('./print-document.ts'),
      import('./read-records.ts'),
    ],
  );
  const format = documentFormat(invocation);
  const engine = await setting.openEngine();
  const snapshot = await findRun(engine, invocation.arguments[0] ?? '');
  const { run, rolledBackBy, rollbackOf } = snapshot.head;
  const headOf = async (other: string | undefined) => (other === undefined ? undefined : (await engine.getRun(other))?.head);
  const { head, entries, chain, rows, logs, brokenAt } = (await evidenceOf(setting, engine, run)) ?? fail({ code: 'no-run', message: runTexts.noRun(run) });
  const kept = openLogs(join(setting.stateDirectory, 'logs'));
  const keys = Map.groupBy(kept.keys(run), key => key.slice(0, key.lastIndexOf('#')));
  const made = makeReport({
    snapshot,
    usual: await engine.usual(snapshot.plan.runbook, snapshot.plan.targets[0] ?? null),
    rolledBackBy: await headOf(rolledBackBy),
    rollbackOf: await headOf(rollbackOf),
    records: await readRecords(engine, snapshot),
    evidence: { head, entries, chain, rows, logs, ...(brokenAt === undefined ? {} : { brokenAt }) },
    logOf: path =>
      (keys.get(path) ?? [])
        .flatMap(key => kept.read(run, key))
        .toSorted((a, b) => a.at - b.at)
        .map(({ line }) => line),
  });
  printDocument(invocation, reportDocument(made), format, made);
  return EXIT.ok;
}
