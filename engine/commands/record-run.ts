import { readFileSync, statSync, writeFileSync } from 'node:fs';
import type { JournalRecord } from '../core/events.ts';
import { fail } from '../core/failure.ts';
import { isFinished } from '../core/reduce/situation.ts';
import { testTexts as say } from '../core/messages/testing.ts';
import { compileProgram } from '../core/program.ts';
import { recordCase } from '../core/testing/record-case.ts';
import { appendCase } from '../load/append-case.ts';
import { shownPath } from '../load/find-runbook.ts';
import type { Invocation } from './command.ts';
import type { Setting } from './setting.ts';

/** Writes the rehearsal that has just ended as a case of the test beside the runbook. */
export async function recordRun({ options, terminal, cwd, json }: Invocation, setting: Setting, name: string, file: string): Promise<void> {
  const engine = await setting.openEngine();
  const [latest] = await engine.listRuns();
  const snapshot = latest && (await engine.getRun(latest.run));
  if (!snapshot || !isFinished(snapshot.head)) return terminal.error(say.notRecorded);
  const { plan, head } = snapshot;
  const records: JournalRecord[] = [];
  for await (const record of engine.events(head.run, 0)) records.push(record);
  const given = options.list('input').map(flag => flag.slice(0, flag.indexOf('=')));
  const inputs = Object.fromEntries(Object.entries(plan.inputs).filter(([input]) => given.includes(input)));
  const recorded = recordCase({ name, program: compileProgram(plan), head, records, inputs, faults: options.list('fault') });
  const text = statSync(file, { throwIfNoEntry: false }) ? readFileSync(file, 'utf8') : undefined;
  const shown = shownPath(file, cwd);
  const appended = appendCase(shown, text, plan.runbook, recorded);
  if (appended.status === 'no-place') return fail({ code: 'usage', message: say.cannotAppend(shown), hint: appended.block });
  writeFileSync(file, appended.text);
  if (!json) terminal.print(say.recorded(name, shown));
}
