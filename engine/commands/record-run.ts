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

/** The test beside the runbook, and the file of the world, where that is another than the runbook's own. */
export interface RecordPlace {
  readonly file: string;
  readonly world?: string | undefined;
}

/** Writes the rehearsal that has just ended as a case of the test beside the runbook. */
export async function recordRun({ options, terminal, cwd, json }: Invocation, setting: Setting, name: string, { file, world }: RecordPlace): Promise<void> {
  const engine = await setting.openEngine();
  const [latest] = await engine.listRuns();
  const snapshot = latest && (await engine.getRun(latest.run));
  if (!snapshot || !isFinished(snapshot.head)) return terminal.error(say.notRecorded);
  const { plan, head } = snapshot;
  const records: JournalRecord[] = [];
  for await (const record of engine.events(head.run, 0)) records.push(record);
  const given = options.list('input').map(flag => flag.slice(0, flag.indexOf('=')));
  const inputs = Object.fromEntries(Object.entries(plan.inputs).filter(([input]) => given.includes(input)));
  const recorded = recordCase({ name, program: compileProgram(plan), head, records, inputs, faults: options.list('fault'), world });
  const text = statSync(file, { throwIfNoEntry: false }) ? readFileSync(file, 'utf8') : undefined;
  const shown = shownPath(file, cwd);
  const appended = appendCase(shown, text, plan.runbook, recorded);
  if (appended.status === 'no-place') return fail({ code: 'usage', message: say.cannotAppend(shown), hint: appended.block });
  writeFileSync(file, appended.text);
  if (!json) terminal.print(say.recorded(name, shown));
}
