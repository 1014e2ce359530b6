import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { fail } from '../core/failure.ts';
import { worldMessages } from '../core/messages/rehearsal.ts';
import type { ProcessIdentity } from '../core/ports.ts';
import { identityOf, isAlive } from '../execute/process-identity.ts';
import { readIfThere, writeWhole } from './state-file.ts';

/** One process at a time may run a world: two would overwrite each other's state. Fails with `world-busy`; returns the release. */
export function claimFolder(folder: string): () => void {
  const file = join(folder, 'owner.json');
  const text = readIfThere(file);
  const owner = text === undefined ? undefined : (JSON.parse(text) as ProcessIdentity);
  if (owner && isAlive(owner) === 'alive') fail({ code: 'world-busy', message: worldMessages.worldBusy(folder, owner.pid), data: { pid: owner.pid } });
  const mine = identityOf(process.pid);
  if (mine) writeWhole(file, JSON.stringify(mine));
  return () => rmSync(file, { force: true });
}
