import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { fail } from '../core/failure.ts';
import { worldMessages } from '../core/messages/rehearsal.ts';
import type { ProcessIdentity } from '../core/ports.ts';
import { identityOf, isAlive } from '../execute/process-identity.ts';
import { readIfThere, writeWhole } from './state-file.ts';

/** One process at a time may run a world: two would overwrite each other's state. Fails with `world-busy`; returns the release. */
export function claimFolder(folder: string): () => void {
  const owner = ownerOfFolder(folder);
  if (owner) fail({ code: 'world-busy', message: worldMessages.worldBusy(folder, owner.pid), hint: worldMessages.worldBusyHint, data: { pid: owner.pid } });
  const mine = identityOf(process.pid);
  if (mine) writeWhole(fileOf(folder), JSON.stringify(mine));
  return () => rmSync(fileOf(folder), { force: true });
}

/** The living process that runs the world. */
export function ownerOfFolder(folder: string): ProcessIdentity | undefined {
  const text = readIfThere(fileOf(folder));
  const owner = text === undefined ? undefined : (JSON.parse(text) as ProcessIdentity);
  return owner && isAlive(owner) === 'alive' ? owner : undefined;
}

function fileOf(folder: string): string {
  return join(folder, 'owner.json');
}
