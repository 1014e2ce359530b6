import type { Plugin } from '../core/action.ts';
import { isJsonObject, type JsonObject } from '../core/json.ts';
import { configMessages as say } from '../core/messages/rules.ts';
import { type CheckedFile, loadCheckedFile } from './checked-file.ts';
import type { ReadFile } from './find-runbook.ts';
import type { Finding } from './finding.ts';
import { rehearsalSchemas } from './rehearsal-schemas.ts';

export interface WorldOptions {
  readonly cwd: string;
  readonly plugins: readonly Plugin[];
  readonly readFile?: ReadFile;
}

/** Reads and checks a world file by the schemas of all stand-ins. */
export async function loadWorld(path: string, options: WorldOptions): Promise<CheckedFile> {
  const { world: schema } = await rehearsalSchemas(options.plugins);
  return loadCheckedFile(path, { ...options, schema, name: 'The world', missing: { code: 'no-world', say: say.noWorld }, rules: checkStarter });
}

function checkStarter({ people, starter }: JsonObject): readonly Finding[] {
  const known = isJsonObject(people) ? Object.keys(people) : [];
  const isStranger = typeof starter === 'string' && known.length > 0 && !known.includes(starter);
  return isStranger ? [{ code: 'unknown-starter', path: ['starter'], ...say.unknownStarter(starter) }] : [];
}
