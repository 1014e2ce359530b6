import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { Engine, RunEvidence } from '../core/ports.ts';
import { openLogs } from '../execute/log-file.ts';
import type { Setting } from './setting.ts';

/** What a run's rows and logs come to, in one hash that somebody may keep elsewhere. */
export interface Evidence extends RunEvidence {
  readonly run: string;
  readonly head: string;
  readonly logs: string;
}

/** Undefined where there is no such run. */
export async function evidenceOf({ stateDirectory }: Pick<Setting, 'stateDirectory'>, engine: Engine, run: string): Promise<Evidence | undefined> {
  const found = await engine.evidence(run);
  if (!found) return undefined;
  const logs = openLogs(join(stateDirectory, 'logs')).digest(run);
  const head = createHash('sha256').update(`${run}\n${found.rows}\n${logs}\n`).digest('hex');
  return { run, head, logs, ...found };
}
