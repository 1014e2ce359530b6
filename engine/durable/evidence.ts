import { createHash } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import type { RunEvidence } from '../core/ports.ts';
import { linkHash } from './commit.ts';

/** Every table with rows of a run, and the order in which they count. */
const TABLES = [
  ['runs', 'run'],
  ['plans', 'run'],
  ['nodes', 'path'],
  ['journal', 'seq'],
  ['outbox', 'key'],
  ['timers', 'key'],
  ['inbox', 'number'],
] as const;

/** What the rows of a run prove: read as they are stored, so that a damaged one counts as changed. */
export function readEvidence(database: DatabaseSync, run: string): RunEvidence | undefined {
  const row = database.prepare('select status, seq, hash from runs where run = ?').get(run);
  if (!row) return undefined;
  const hash = createHash('sha256');
  for (const [table, order] of TABLES) {
    hash.update(`${table}\n`);
    for (const one of database.prepare(`select * from ${table} where run = ? order by ${order}`).iterate(run)) hash.update(`${JSON.stringify(one)}\n`);
  }
  return { rows: hash.digest('hex'), runStatus: String(row['status']), ...checkChain(database, run, Number(row['seq']), String(row['hash'])) };
}

/** Follows the chain from its first entry to the head that the run's row names. */
function checkChain(database: DatabaseSync, run: string, entries: number, head: string): Pick<RunEvidence, 'entries' | 'chain' | 'brokenAt'> {
  let [seq, hash] = [0, ''];
  for (const row of database.prepare('select seq, at, entry, hash from journal where run = ? order by seq').iterate(run)) {
    seq += 1;
    hash = linkHash(hash, run, { seq, at: Number(row['at']), entry: String(row['entry']) });
    if (Number(row['seq']) !== seq || String(row['hash']) !== hash) return { entries, chain: head, brokenAt: seq };
  }
  return seq === entries && hash === head ? { entries, chain: head } : { entries, chain: head, brokenAt: seq + 1 };
}
