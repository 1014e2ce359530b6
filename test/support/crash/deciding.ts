import type { Signal } from '../../../engine/core/events.ts';
import type { OpenGate } from '../../../engine/core/state.ts';
import { ANA, type Harness } from '../engine-harness.ts';

/** Somebody is there for failures alone: other gates park the run. */
export function mayDecide(gates: readonly OpenGate[]): boolean {
  return gates.some(({ path, gate }) => gate.kind === 'failed' && path in DECISIONS);
}

/** Tells a run that is driven what a person at its terminal would tell it, until nobody drives it any more. */
export async function decide({ engine }: Harness, run: string, gone: AbortSignal): Promise<void> {
  let paused = false;
  for await (const record of engine.events(run, 0, gone)) {
    if (gone.aborted) return;
    if (record.type === 'signal' && record.signal.type === 'pause') paused = true;
    const signal = signalFor(record);
    // What was decided in an earlier life is refused.
    if (signal && !(signal.type === 'pause' && paused)) await engine.signal(run, signal, ANA, `${signal.type} ${record.seq}`);
  }
}

function signalFor(record: { readonly type: string; readonly path?: string; readonly gate?: OpenGate['gate'] }): Signal | undefined {
  const { type, path = '', gate } = record;
  if (type === 'step-started' && path === 'paused') return { type: 'pause', reason: 'lunch' };
  const decision = type === 'gate-opened' && gate?.kind === 'failed' ? DECISIONS[path] : undefined;
  return decision && { ...decision, step: path, shown: gate?.shown ?? '' };
}

const DECISIONS: Readonly<
  Record<
    string,
    { readonly type: 'retry' } | { readonly type: 'skip'; readonly reason: string } | { readonly type: 'settle'; readonly as: 'done'; readonly reason: string }
  >
> = {
  stubborn: { type: 'retry' },
  hopeless: { type: 'skip', reason: 'not today' },
  by_hand: { type: 'settle', as: 'done', reason: 'did it by hand' },
};
