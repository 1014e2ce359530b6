import { stepAt } from '../program.ts';
import type { Draft } from './draft.ts';
import { durationAt } from './evaluate.ts';
import { failStep } from './finish.ts';
import { timerKey } from './keys.ts';

/** `timeout` of polls, gates and containers: one deadline for the whole step. That of a single exec goes with the exec. */
export function setDeadline(d: Draft, path: string): boolean {
  const { step, kind } = stepAt(d.program, path);
  const isWhole = step.until !== undefined || !(kind === 'uses' || kind === 'run');
  if (step.timeout === undefined || !isWhole) return true;
  const timeout = durationAt(d, path, step.timeout);
  if (!timeout.ok) {
    failStep(d, path, timeout.failure);
    return false;
  }
  const deadline = d.now + timeout.value;
  d.change(path, { deadline });
  d.effect({ type: 'timer', key: timerKey(path, 1, 'timeout'), at: deadline });
  return true;
}
