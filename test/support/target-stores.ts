import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { TargetStore } from '../../engine/core/ports.ts';
import { openGitTargets } from '../../engine/durable/git-targets.ts';
import { openLocalEngine } from '../../engine/durable/local-engine.ts';

/** Every store of targets' cells. A new one is one line here. */
export const STORES: Readonly<Record<string, (base: string) => TargetStore>> = { SQLite: openSqlite, 'a git remote': openGit };

export const PREFIX = 'refs/runbook/targets';

/** A folder that is gone after the test. */
export function scratch(): string {
  const folder = mkdtempSync(join(tmpdir(), 'targets-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A bare repository to push to. */
export function makeRemote(folder: string): string {
  const remote = join(folder, 'remote.git');
  execFileSync('git', ['init', '--quiet', '--bare', remote]);
  return remote;
}

export function gitIn(repository: string, ...args: readonly string[]): string {
  return execFileSync('git', [`--git-dir=${repository}`, ...args], { encoding: 'utf8' }).trim();
}

/** Called a second time with the same folder it opens the same cells, as another machine does. */
let caches = 0;
export function openGit(base: string, url = join(base, 'remote.git')): TargetStore {
  execFileSync('git', ['init', '--quiet', '--bare', join(base, 'remote.git')]);
  return openGitTargets({ url, prefix: PREFIX, directory: join(base, `cache-${++caches}`, 'targets.git') });
}

function openSqlite(base: string): TargetStore {
  const self = { pid: process.pid, startTime: '1', bootId: 'b', pidNamespace: '', host: 'here' };
  const engine = openLocalEngine({ directory: join(base, 'state'), processes: { self: () => self, isAlive: () => 'dead' }, now: () => 0 });
  onTestFinished(() => engine.close());
  return engine.targets;
}
