import type { JsonObject } from '../../engine/core/json.ts';
import type { StandIn } from '../../engine/core/stand-in.ts';
import { standIn } from '../../plugins/github/stand-in.ts';
import type { ActionBench } from './action-context.ts';
import { createBench } from './action-context.ts';
import type { GitWorld } from './git-world.ts';
import { createGitWorld } from './git-world.ts';

export const REPO = 'artsy/force';

/** A project whose staging is ahead of its release branch by a feature of ben's and a migration of cho's. */
const FORCE: JsonObject = {
  force: {
    history: {
      main: ['base', 'lift-1', { commit: 'fix', author: 'ben', message: 'Fix the header (#12)' }],
      release: ['base', 'lift-1', { merge: 'release-1', from: ['lift-1'] }],
      staging: [
        'base',
        'lift-1',
        'fix',
        { commit: 'index', author: 'ben', message: 'Add an index', files: { 'db/migrate/1_index.rb': { text: 'add_index\n' } } },
      ],
    },
    tags: { v1: 'lift-1' },
  },
};

export interface GitHubWorld extends GitWorld {
  /** Contexts with the connection that the stand-in gives. */
  readonly api: ActionBench;
  readonly url: string;
  readonly github: StandIn;
  inject(fault: JsonObject): Promise<void>;
  /** What tests of runbooks see of the repository. */
  see(): Promise<{ pulls: readonly JsonObject[]; releases: readonly JsonObject[] }>;
}

export async function createGitHubWorld(part: JsonObject = {}, token?: string, history: JsonObject = FORCE): Promise<GitHubWorld> {
  const git = await createGitWorld(history);
  const github = await standIn.start({ [REPO]: part }, git.world.io('github'));
  git.world.register('github', github);
  const { url } = github.connections['github'] as { url: string };
  const [secret = ''] = Object.values(github.env ?? {});
  return {
    ...git,
    github,
    url,
    api: createBench(git.world, { connection: { name: 'github', url: () => url, token: async () => token ?? secret } }),
    inject: fault => git.world.inject('github', github, { [REPO]: fault }),
    see: async () => (await github.view())[REPO] as never,
  };
}
