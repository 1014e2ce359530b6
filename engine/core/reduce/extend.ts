import { refusals } from '../messages/gates.ts';
import type { Program } from '../program.ts';
import { stepAt } from '../program.ts';
import type { Actor, NodeState } from '../state.ts';
import type { Draft } from './draft.ts';
import { timerKey } from './keys.ts';

/** Undefined where the step has an end that can be moved. */
export function checkExtend(program: Program, node: NodeState): string | undefined {
  return node.deadline === undefined && !sleeps(program, node) ? refusals.noEnd(node.path) : undefined;
}

/** Moves the end of a wait, the moment when a poll or a group gives up, the expiry of a gate. */
export function extend(d: Draft, path: string, ms: number, by: Actor): void {
  const node = d.node(path);
  if (!node) return;
  const until = sleeps(d.program, node) && node.wakeAt !== undefined ? node.wakeAt + ms : undefined;
  const deadline = node.deadline === undefined ? undefined : node.deadline + ms;
  if (until !== undefined) d.effect({ type: 'timer', key: timerKey(path, node.attempt, 'wait'), at: until });
  if (deadline !== undefined) d.effect({ type: 'timer', key: timerKey(path, 1, 'timeout'), at: deadline });
  d.change(path, {
    ...(until === undefined ? {} : { wakeAt: until }),
    ...(deadline === undefined ? {} : { deadline }),
    ...(deadline === undefined || !node.gate ? {} : { gate: { ...node.gate, expiresAt: deadline } }),
  });
  d.emit({ type: 'step-extended', path, by: by.name, ...(until === undefined ? {} : { until }), ...(deadline === undefined ? {} : { deadline }) });
}

/** A `wait` for a time; other waits end by what they look for. */
function sleeps(program: Program, node: NodeState): boolean {
  return node.wakeAt !== undefined && node.failure === undefined && typeof stepAt(program, node.path).step.wait === 'string';
}
