import type { Effect, ReadContext } from '../../engine/core/action.ts';
import { defineChange } from '../../engine/core/action.ts';
import { fail } from '../../engine/core/failure.ts';
import { openGitHub, splitRepo } from './client.ts';
import { effects, failures } from './messages.ts';
import { readRef } from './read-ref.ts';
import { REPO, SHA } from './schemas.ts';

export const tag = defineChange({
  name: 'tag',
  summary: 'Put a tag on a commit',
  description: 'A lightweight tag. One that stands elsewhere is moved only with `move: true`: for tags that follow what runs, such as `production`.',
  version: 1,
  interrupted: 'check',
  params: {
    type: 'object',
    additionalProperties: false,
    required: ['repo', 'tag', 'sha'],
    properties: {
      repo: REPO,
      tag: { type: 'string', minLength: 1, description: 'The tag' },
      sha: { ...SHA, description: 'The commit' },
      move: { type: 'boolean', description: 'Whether a tag that stands elsewhere is moved. Default: false' },
    },
  },
  outputs: { type: 'object', required: ['sha'], properties: { sha: { ...SHA, description: 'The commit that the tag stands on' } } },
  examples: [
    { title: 'Follow what production runs', with: { repo: 'artsy/force', tag: 'production', sha: '0000000000000000000000000000000000000000', move: true } },
  ],
  async preview(params, context) {
    const was = await standsOn(params, context);
    return was === params.sha ? [] : [toEffect(params, was)];
  },
  async check(params, context) {
    return (await standsOn(params, context)) === params.sha ? { done: true, outputs: { sha: params.sha } } : { done: false };
  },
  async run(params, context, [effect]) {
    const { repo, tag: name, sha } = params;
    if (effect) {
      await context.change(effect, async io => {
        const { rest } = await openGitHub(context, io);
        const isMove = effect.does.startsWith('PATCH');
        if (isMove) await rest.git.updateRef({ ...splitRepo(repo), ref: `tags/${name}`, sha, force: true });
        else await rest.git.createRef({ ...splitRepo(repo), ref: `refs/tags/${name}`, sha });
      });
    }
    return { sha };
  },
});

interface Wanted {
  readonly repo: string;
  readonly tag: string;
  readonly sha: string;
  readonly move?: boolean;
}

/** Fails with `tag-exists` where it stands elsewhere and may not be moved. */
async function standsOn({ repo, tag: name, sha, move = false }: Wanted, context: ReadContext): Promise<string | undefined> {
  const has = await readRef(context, repo, `tags/${name}`);
  if (has !== undefined && has !== sha && !move) fail(failures.tagElsewhere(name, has, sha));
  return has;
}

function toEffect({ repo, tag: name, sha }: Wanted, was: string | undefined): Effect {
  return {
    does: was === undefined ? 'POST git/refs' : 'PATCH git/refs',
    to: repo,
    data: { ref: `refs/tags/${name}`, sha, ...(was !== undefined && { force: true }) },
    says: effects.tag(name, sha, was),
  };
}
