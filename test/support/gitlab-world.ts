import type { JsonObject } from '../../engine/core/json.ts';
import type { StandIn } from '../../engine/core/stand-in.ts';
import { standIn } from '../../plugins/gitlab/stand-in.ts';
import type { ActionBench } from './action-context.ts';
import { createBench } from './action-context.ts';
import type { GitWorld } from './git-world.ts';
import { createGitWorld } from './git-world.ts';

export const PROJECT = 'lg/identity-pki';

export interface GitLabWorld extends GitWorld {
  readonly gitlab: StandIn;
  /** Contexts with the connection that the stand-in gives. */
  readonly api: ActionBench;
  readonly url: string;
  inject(fault: JsonObject): Promise<void>;
  /** What tests of runbooks see of the project. */
  see(): Promise<{ merge_requests: readonly JsonObject[]; releases: readonly JsonObject[] }>;
}

export async function createGitLabWorld(part: JsonObject = {}, token?: string): Promise<GitLabWorld> {
  const git = await createGitWorld();
  const gitlab = await standIn.start({ [PROJECT]: part }, git.world.io('gitlab'));
  git.world.register('gitlab', gitlab);
  const { url } = gitlab.connections['gitlab'] as { url: string };
  const [secret = ''] = Object.values(gitlab.env ?? {});
  return {
    ...git,
    gitlab,
    url,
    api: createBench(git.world, { connection: { name: 'gitlab', url: () => url, token: async () => token ?? secret } }),
    inject: fault => git.world.inject('gitlab', gitlab, { [PROJECT]: fault }),
    see: async () => (await gitlab.view())[PROJECT] as never,
  };
}
