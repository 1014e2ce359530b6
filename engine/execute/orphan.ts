import { setTimeout as sleep } from 'node:timers/promises';
import { executionLines } from '../core/messages/execution.ts';
import type { Claim, ExecIo } from '../core/ports.ts';
import { isAlive } from './process-identity.ts';
import { findByToken, groupMembers } from './process-table.ts';

const POLL = 200;

/**
 * Resolves when nothing is left of the command that a dead engine began under this claim: its process, and whoever of its
 * group carries the claim's token. At once where none is found. Rejects with the signal's reason when that aborts.
 */
export async function awaitOrphan(claim: Claim, { signal, log }: Pick<ExecIo, 'signal' | 'log'>): Promise<void> {
  let shown = '';
  for (let pids = orphansOf(claim); pids.length > 0; pids = orphansOf(claim)) {
    const line = executionLines.orphan(pids);
    if (line !== shown) log(line, 'engine');
    shown = line;
    await sleep(POLL, undefined, { signal });
  }
  if (shown !== '') log(executionLines.orphanEnded(), 'engine');
}

/**
 * A daemon that the command left behind in a group of its own (an agent, a tunnel) carries the token too and may live for
 * ever: where the command's group is known, only that counts.
 */
function orphansOf({ process: child, token }: Claim): readonly number[] {
  const bearers = findByToken(token);
  const verdict = child ? isAlive(child) : 'undecidable';
  if (!child || verdict === 'undecidable') return bearers;
  const group = groupMembers(child.pid).filter(pid => bearers.includes(pid));
  return [...new Set([...(verdict === 'alive' ? [child.pid] : []), ...group])];
}
