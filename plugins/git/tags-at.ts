import { defineRead } from '../../engine/core/action.ts';
import type { Clone } from './client.ts';
import { openClone, readGit } from './client.ts';
import { listRemote, resolveCommit } from './refs.ts';
import { FETCHED_FIRST, REPO } from './schemas.ts';

export const tagsAt = defineRead({
  name: 'tags_at',
  summary: 'List the tags that stand on a commit',
  description: `Annotated and signed tags count by the commit that they lead to. ${FETCHED_FIRST}`,
  version: 1,
  params: {
    type: 'object',
    additionalProperties: false,
    required: ['ref'],
    properties: {
      repo: REPO,
      ref: { type: 'string', minLength: 1, description: 'The commit' },
      remote: {
        anyOf: [{ type: 'boolean' }, { type: 'string', minLength: 1 }],
        description: 'Ask the remote (true: `origin`, or its name) instead of the clone. Default: false',
      },
    },
  },
  outputs: {
    type: 'object',
    required: ['tags'],
    properties: { tags: { type: 'array', items: { type: 'string' }, description: 'Names of the tags, sorted' } },
  },
  examples: [{ title: 'Tags that the remote has on a commit', with: { ref: 'HEAD', remote: true } }],
  async run({ repo, ref, remote = false }, context) {
    const clone = openClone(context, { ...(repo !== undefined && { repo }), ...(typeof remote === 'string' && { remote }) });
    const sha = await resolveCommit(clone, ref);
    const tags = remote === false ? await localTags(clone, sha) : await remoteTags(clone, sha);
    return { tags: tags.sort() };
  },
});

async function localTags(clone: Clone, sha: string): Promise<string[]> {
  const { stdout } = await readGit(clone, ['for-each-ref', `--points-at=${sha}`, '--format=%(refname:strip=2)', 'refs/tags/']);
  return stdout.split('\n').filter(name => name !== '');
}

/** An annotated tag has two rows: its own object, and, with `^{}`, the commit. */
async function remoteTags(clone: Clone, sha: string): Promise<string[]> {
  const rows = await listRemote(clone, clone.remote, ['refs/tags/*']);
  const names = rows.filter(row => row.sha === sha).map(({ ref }) => ref.replace(/^refs\/tags\//, '').replace(/\^\{\}$/, ''));
  return [...new Set(names)];
}
