import { inOrder } from './in-order.ts';
import { verbsOf } from '../core/messages/gates.ts';
import { gateWaits, recoveredNote, seconds, slowerThanUsual, usually } from '../core/messages/run.ts';
import { statusTexts } from '../core/messages/status.ts';
import type { RunSnapshot } from '../core/ports.ts';
import { compileProgram, stepAt, stepName } from '../core/program.ts';
import { isFinished } from '../core/reduce/situation.ts';
import type { NodeState } from '../core/state.ts';
import { type Usuals, isSlow } from '../core/usual.ts';
import { oneLine } from './model.ts';
import { summaryLines } from './summary.ts';

/** A run in lines: its steps in the order in which they began, and what can be done now. */
export function statusLines(snapshot: RunSnapshot, usual?: Usuals): string[] {
  const { head, nodes, owner, plan } = snapshot;
  const program = compileProgram(plan);
  const reached = inOrder(program, nodes);
  const width = Math.max(0, ...reached.map(({ path }) => path.length));
  const lines = reached.map(
    node =>
      `${MARKS[node.status]} ${node.path.padEnd(width)}  ${oneLine(`${stepName(stepAt(program, node.path).step)}${note(node)}${isFinished(head) ? '' : usualNote(node, head.now, usual)}`)}`,
  );
  const gates = new Map(nodes.flatMap(node => (node.gate ? [[node.path, node.gate] as const] : [])));
  if (isFinished(head)) return [...lines, '', ...summaryLines({ status: 'finished', head }, gates)];
  if (!owner?.alive) return [...lines, '', ...summaryLines({ status: 'parked', head, why: head.parked?.why ?? 'gate' }, gates)];
  return [...lines, '', statusTexts.driven(head.run, owner.pid, owner.terminal), ...head.gates.map(path => answerLine(head.run, path, gates.get(path)))];
}

function answerLine(run: string, path: string, gate: NodeState['gate']): string {
  return gate ? `${path} ${gateWaits(gate)}: ${verbsOf[gate.kind].replaceAll('RUN', run).replaceAll('STEP', path)}` : path;
}

function note({ status, startedAt, endedAt, reason, failure, recovered }: NodeState): string {
  const took = startedAt !== undefined && endedAt !== undefined && endedAt - startedAt >= 1_000 ? ` (${seconds(endedAt - startedAt)})` : '';
  const why = failure && status !== 'succeeded' ? `: ${failure.message}` : (reason ?? '') === '' ? '' : `: ${reason}`;
  return `${took}${why}${recovered && reason === undefined ? `: ${recoveredNote}` : ''}`;
}

/** Of a step that goes on. */
function usualNote({ path, status, startedAt }: NodeState, now: number, usuals: Usuals | undefined): string {
  const usual = usuals?.get(path);
  if (usual === undefined || startedAt === undefined || (status !== 'running' && status !== 'waiting')) return '';
  return ` (${isSlow(usual, now - startedAt) ? slowerThanUsual(usual) : usually(usual)})`;
}

const MARKS: Readonly<Record<NodeState['status'], string>> = {
  pending: ' ',
  running: '>',
  waiting: '~',
  succeeded: '+',
  skipped: '-',
  failed: 'x',
  unknown: '?',
  cancelled: 'c',
};
