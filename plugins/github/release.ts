import type { ReadContext } from '../../engine/core/action.ts';
import { defineChange } from '../../engine/core/action.ts';
import { fail } from '../../engine/core/failure.ts';
import { openGitHub, orMissing, splitRepo } from './client.ts';
import { effects, failures } from './messages.ts';
import { REPO, URL } from './schemas.ts';

export const release = defineChange({
  name: 'release',
  summary: 'Publish a release on a tag',
  description: 'The tag must be there already: GitHub would make one by itself, unsigned. A release of another name on the tag is never changed.',
  version: 1,
  interrupted: 'check',
  settleAfter: '5s',
  params: {
    type: 'object',
    additionalProperties: false,
    required: ['repo', 'tag', 'name'],
    properties: {
      repo: REPO,
      tag: { type: 'string', minLength: 1, description: 'The tag' },
      name: { type: 'string', minLength: 1, description: 'Name of the release' },
      description: { type: 'string', description: 'Its notes, as Markdown' },
      prerelease: { type: 'boolean', description: 'Whether it is a prerelease. Default: false' },
      make_latest: { type: 'boolean', description: 'Whether GitHub shows it as the latest one. Default: GitHub decides by date and version' },
    },
  },
  outputs: { type: 'object', required: ['url', 'id'], properties: { url: URL, id: { type: 'integer', description: 'Its number on GitHub' } } },
  examples: [{ title: 'Publish a release', with: { repo: 'artsy/force', tag: '2026-03-10T190412', name: 'RC 112', description: '- Fix' } }],
  async preview(params, context) {
    if (await findRelease(params, context)) return [];
    await demandTag(params, context);
    return [{ does: 'POST releases', to: params.repo, data: toBody(params), says: effects.release(params.tag, params.name) }];
  },
  async check(params, context) {
    const outputs = await findRelease(params, context);
    return outputs ? { done: true, outputs } : { done: false };
  },
  async run(params, context, [effect]) {
    if (effect) {
      await context.change(effect, async io => {
        const { rest } = await openGitHub(context, io);
        await rest.repos.createRelease({ ...splitRepo(params.repo), ...toBody(params) });
      });
    }
    return (await findRelease(params, context)) ?? fail(failures.unseenRelease(params.tag));
  },
});

interface Wanted {
  readonly repo: string;
  readonly tag: string;
  readonly name: string;
  readonly description?: string;
  readonly prerelease?: boolean;
  readonly make_latest?: boolean;
}

function toBody({ tag, name, description = '', prerelease = false, make_latest }: Wanted) {
  const latest = make_latest === undefined ? ('legacy' as const) : make_latest ? ('true' as const) : ('false' as const);
  return { tag_name: tag, name, body: description, prerelease, make_latest: latest };
}

async function demandTag({ repo, tag }: Wanted, context: ReadContext): Promise<void> {
  const { rest } = await openGitHub(context);
  if (!(await orMissing(rest.git.getRef({ ...splitRepo(repo), ref: `tags/${tag}` })))) fail(failures.noTag(repo, tag));
}

async function findRelease({ repo, tag, name }: Wanted, context: ReadContext): Promise<{ url: string; id: number } | undefined> {
  const { rest } = await openGitHub(context);
  const found = await orMissing(rest.repos.getReleaseByTag({ ...splitRepo(repo), tag }));
  if (!found) return undefined;
  const { html_url: url, id, name: has } = found.data;
  return has === name ? { url, id } : fail(failures.releaseExists(tag, has ?? ''));
}
