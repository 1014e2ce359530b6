/** A progress view of many steps with a talkative one, for some seconds; ends with the share of a core that it took. */
import type { JournalRecord } from '../../engine/core/events.ts';
import { openProgress } from '../../engine/report/progress.ts';
import { planOf } from '../support/plan-of.ts';

const count = Number(process.argv[2]);
const seconds = Number(process.argv[3]);
const plan = planOf(Array.from({ length: count }, (_, index) => ({ id: `s${index}`, name: `Step ${index}`, run: ['true'] })));
const view = await openProgress({ plan, out: process.stdout, now: Date.now, color: true });
let seq = 0;
const tell = (entry: object): void => view.record({ seq: ++seq, run: 'r1', at: Date.now(), ...entry } as JournalRecord);
tell({ type: 'run-started', runbook: 'demo', title: 'Demo', starter: 'me', inputs: {}, target: null });
for (let index = 0; index < count / 2; index++) tell({ type: 'step-finished', path: `s${index}`, status: 'succeeded', took: 1 });
tell({ type: 'step-started', path: `s${count / 2}`, attempt: 1, name: 'Talk', kind: 'run' });
const before = process.cpuUsage();
const start = performance.now();
let line = 0;
const talk = setInterval(() => view.line(`s${count / 2}`, `line ${line++} of a command that says much`), 20);
setTimeout(() => {
  const { user, system } = process.cpuUsage(before);
  clearInterval(talk);
  view.close();
  process.stdout.write(`share ${((user + system) / 1_000 / (performance.now() - start)) * 100}\n`);
}, seconds * 1_000);
