import { execFile, execFileSync } from 'node:child_process';
import { promisify } from 'node:util';
import { isJsonObject } from '../../engine/core/json.ts';
import type { Json, JsonObject } from '../../engine/core/json.ts';
import type { StandIn } from '../../engine/core/stand-in.ts';
import { standIn } from '../../plugins/git/stand-in.ts';
import type { ActionBench } from './action-context.ts';
import { createBench } from './action-context.ts';
import type { TestWorld } from './world-io.ts';
import { createTestWorld } from './world-io.ts';

/** The repositories of the PKI runbooks: production one release behind main. */
export const PKI: JsonObject = {
  identity_pki: {
    mirror: { url: 'https://github.example/18F/identity-pki', lag: '40s' },
    history: { main: ['base', 'feature-a', 'fix-cac'], 'stages/prod': ['base', { merge: 'rc-111', from: ['feature-a'] }] },
    tags: { '2026-03-05T190412': 'rc-111' },
    files: { 'bin/tag': { text: '#!/bin/sh\nset -eu\ngit tag -s v1 -m v1\ngit push origin v1\n' } },
  },
};

export interface GitWorld {
  readonly world: TestWorld;
  readonly standIn: StandIn;
  readonly bench: ActionBench;
  /** Folders of the clone and of the bare origin. */
  readonly clone: string;
  readonly origin: string;
  readonly mirror: string;
  /** Runs git in the clone, or elsewhere, as a person would. */
  git(args: readonly string[], folder?: string): string;
  /** Pushes as a person would. The origin tells the stand-in, which lives in this process: it must not be blocked meanwhile. */
  push(...refspecs: readonly string[]): Promise<void>;
  /** The commit that the world calls so. */
  commit(name: string): Promise<string>;
}

export async function createGitWorld(part: JsonObject = PKI): Promise<GitWorld> {
  const world = createTestWorld({ people: { ana: ['login-deployer'], ben: ['login-deployer'] } });
  const running = await standIn.start(part, world.io('git'));
  world.register('git', running);
  const roots = toRoots(Object.values(running.roots ?? {})[0]);
  return {
    world,
    standIn: running,
    bench: createBench(world, { folder: roots.clone }),
    ...roots,
    git: (args, folder = roots.clone) => execFileSync('git', ['-C', folder, ...args], { env: world.environment(), encoding: 'utf8', stdio: 'pipe' }).trimEnd(),
    push: async (...refspecs) => {
      await promisify(execFile)('git', ['-C', roots.clone, 'push', '--quiet', 'origin', ...refspecs], { env: world.environment() });
    },
    commit: async name => {
      const sha = await running.answer?.('commit', name);
      return typeof sha === 'string' ? sha : 'no such commit';
    },
  };
}

function toRoots(roots: Json | undefined): { clone: string; origin: string; mirror: string } {
  const { clone, origin, mirror } = isJsonObject(roots) ? roots : {};
  return { clone: clone as string, origin: origin as string, mirror: mirror as string };
}
