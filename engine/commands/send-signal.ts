import { randomUUID } from 'node:crypto';
import { EXIT, type ExitCode } from '../core/exit-codes.ts';
import type { Signal } from '../core/events.ts';
import { fail } from '../core/failure.ts';
import { refusals } from '../core/messages/gates.ts';
import { goOnWith, runEnded } from '../core/messages/run.ts';
import { runTexts } from '../core/messages/running.ts';
import { endsWithPath } from '../core/paths.ts';
import type { Accepted, Engine, Refusal, RunSnapshot } from '../core/ports.ts';
import { stepsToDecide } from '../core/reduce/signals.ts';
import { isFinished } from '../core/reduce/situation.ts';
import type { GateState } from '../core/state.ts';
import type { Invocation } from './command.ts';
import { findRun } from './find-run.ts';
import { printRefused } from './refuse.ts';
import { withSetting } from './with-setting.ts';

/**
 * Tells a run something from any terminal. A verb that the state refuses: exit 2, nothing changed; a lock or a freeze in the way
 * of a run that is to go on: exit 4. `said` gets the whole path of the step that was meant.
 */
export async function sendSignal(
  invocation: Invocation,
  make: (snapshot: RunSnapshot) => Signal,
  said: (run: string, step: string) => string,
): Promise<ExitCode> {
  return withSetting(invocation, async setting => {
    const engine = await setting.openEngine();
    const snapshot = await findRun(engine, invocation.arguments[0] ?? '');
    const { run } = snapshot.head;
    const result = await engine.signal(run, make(snapshot), setting.actor, randomUUID());
    if (result.status === 'refused') return printRefused(invocation, result.code, [result.message], isBlocked(result) ? EXIT.blocked : EXIT.usage);
    await tell(invocation, engine, run, result, said);
    return EXIT.ok;
  });
}

async function tell(
  { json, terminal }: Invocation,
  engine: Engine,
  run: string,
  { step = '', notes }: Accepted,
  said: (run: string, step: string) => string,
): Promise<void> {
  const now = await engine.getRun(run);
  const isOver = now !== undefined && isFinished(now.head);
  const parked = now !== undefined && !isOver && !now.owner?.alive;
  if (json) {
    const outcome = isOver ? { outcome: now.head.status } : {};
    return terminal.printJson({ status: 'accepted', run, ...(step === '' ? {} : { step }), parked, ...outcome, notes });
  }
  terminal.print(said(run, step));
  if (isOver) terminal.print(runEnded(run, now.head.status, now.head.now - now.head.startedAt));
  for (const note of notes) terminal.error(note);
  if (parked) terminal.print(goOnWith(run));
}

/** The open gate that a person means by a path or its end. */
export function gateAt({ head, nodes }: RunSnapshot, step: string): GateState | undefined {
  const path = head.gates.find(open => open === step) ?? head.gates.find(open => endsWithPath(open, step));
  return nodes.find(node => node.path === path)?.gate;
}

/** What the answer is bound to: what the person says that they saw, else what stands there now. */
export function shownAt(snapshot: RunSnapshot, step: string, given?: string): { readonly shown?: string } {
  const shown = given ?? gateAt(snapshot, step)?.shown;
  return shown === undefined ? {} : { shown };
}

/** The step as given; without one, what waits for a decision, or what failed the run. Fails where that is none, or several. */
export function decidedStep({ head, nodes }: RunSnapshot, given: string | undefined): string {
  const kinds = new Map(nodes.map(({ path, gate }) => [path, gate?.kind]));
  const found = given === undefined ? stepsToDecide(head, path => kinds.get(path)) : [given];
  const [step] = found;
  if (found.length === 1 && step !== undefined) return step;
  if (found.length > 1) return fail({ code: 'usage', message: runTexts.wantsStep(found) });
  return fail({ code: 'usage', message: isFinished(head) ? refusals.nothingFailed(head.run, head.status) : runTexts.nothingToDecide(head.run) });
}

function isBlocked({ code }: Refusal): boolean {
  return code === 'held' || code === 'frozen' || code === 'targets-unreachable';
}
