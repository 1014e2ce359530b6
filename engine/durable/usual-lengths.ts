import type { DatabaseSync } from 'node:sqlite';
import { type Usuals, usualOf } from '../core/usual.ts';

/** So many runs back; what was longer ago says less about now. */
const RUNS = 20;

/** How long the steps of a runbook took in its last runs on a target; only what succeeded counts. */
export function usualLengths(database: DatabaseSync, runbook: string, target: string | null): Usuals {
  const rows = database
    .prepare(
      `select path, json_extract(state, '$.endedAt') - json_extract(state, '$.startedAt') as took
       from nodes where json_extract(state, '$.status') = 'succeeded' and json_extract(state, '$.endedAt') is not null and run in (
         select run from runs where runbook = ? and target is ? and status = 'succeeded' order by started desc limit ${RUNS}
       )
       union all
       select '' as path, ended - started as took from (
         select ended, started from runs where runbook = ? and target is ? and status = 'succeeded' order by started desc limit ${RUNS}
       )`,
    )
    .all(runbook, target, runbook, target);
  const lengths = Map.groupBy(rows, row => String(row['path']));
  return new Map(
    [...lengths].flatMap(([path, all]) => {
      const usual = usualOf(all.map(row => Number(row['took'])));
      return usual ? [[path, usual] as const] : [];
    }),
  );
}
