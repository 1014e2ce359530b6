import { resolve } from 'node:path';
import type { Plugin } from '../core/action.ts';
import type { Config } from '../core/plan.ts';
import type { Diagnostic } from '../load/diagnostics.ts';
import { loadRunbook } from '../load/load-runbook.ts';
import { fileKind } from './file-kind.ts';

export interface CheckSetting {
  readonly cwd: string;
  readonly dir: string;
  readonly plugins: readonly Plugin[];
  readonly config: Config;
}

/** Everything that is wrong with a runbook, a world or a test. What only worlds and tests need is loaded for them alone. */
export async function checkFile(file: string, setting: CheckSetting): Promise<readonly Diagnostic[]> {
  const kind = fileKind(file);
  if (kind === 'runbook') return loadRunbook(file, setting).diagnostics;
  const path = resolve(setting.cwd, file);
  if (kind === 'world') return (await (await import('../load/world.ts')).loadWorld(path, setting)).diagnostics;
  const loaded = await (await import('../load/test-file.ts')).loadTestFile(path, setting);
  return loaded.status === 'invalid' ? loaded.diagnostics : [];
}
