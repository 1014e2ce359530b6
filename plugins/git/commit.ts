import { defineRead } from '../../engine/core/action.ts';
import type { Clone } from './client.ts';
import { openClone, readGit } from './client.ts';
import { isAncestor, resolveCommit, treeOf } from './refs.ts';
import { FETCHED_FIRST, REMOTE, REPO, SHA, TREE } from './schemas.ts';

export const commit = defineRead({
  name: 'commit',
  summary: 'Look at one commit',
  description: `${FETCHED_FIRST} A name that leads to no commit is a failure, never an empty answer.`,
  version: 1,
  params: {
    type: 'object',
    additionalProperties: false,
    required: ['ref'],
    properties: {
      repo: REPO,
      remote: REMOTE,
      ref: { type: 'string', minLength: 1, description: 'A branch, a tag, a short or a full commit id' },
      ancestor_of: { type: 'string', minLength: 1, description: 'Also tell whether the commit is on this branch' },
    },
  },
  outputs: {
    type: 'object',
    required: ['sha', 'short', 'subject', 'parents', 'tree', 'is_merge', 'is_revert', 'author', 'date'],
    properties: {
      sha: SHA,
      short: { type: 'string', description: 'The first seven characters of the id' },
      subject: { type: 'string', description: 'First line of its message' },
      parents: { type: 'array', items: SHA, description: 'The commits that it follows; a merge has two' },
      tree: TREE,
      parent_tree: { ...TREE, description: 'Tree of the first parent: what was there before. Absent on the very first commit' },
      is_merge: { type: 'boolean', description: 'It has more than one parent' },
      is_revert: { type: 'boolean', description: 'It, or the branch that it merged, takes another commit back' },
      ancestor: { type: 'boolean', description: 'Whether it is on the branch `ancestor_of`; only with that param' },
      author: { type: 'string', description: 'Who wrote it' },
      date: { type: 'string', description: 'When it was committed, as ISO time' },
    },
  },
  examples: [
    { title: 'What production is', with: { ref: 'origin/main' } },
    { title: 'A commit is on main', with: { ref: 'HEAD', ancestor_of: 'origin/main' } },
  ],
  async run(params, context) {
    const clone = openClone(context, params);
    const { message, ...facts } = await readCommit(clone, await resolveCommit(clone, params.ref));
    const [first, second] = facts.parents;
    const branch = params.ancestor_of === undefined ? undefined : await resolveCommit(clone, params.ancestor_of);
    return {
      ...facts,
      ...(first !== undefined && { parent_tree: await treeOf(clone, first) }),
      is_merge: facts.parents.length > 1,
      is_revert: isRevert(message) || (second !== undefined && isRevert((await readCommit(clone, second)).message)),
      ...(branch !== undefined && { ancestor: await isAncestor(clone, facts.sha, branch) }),
    };
  },
});

export interface CommitFacts {
  readonly sha: string;
  readonly short: string;
  readonly subject: string;
  readonly parents: string[];
  readonly tree: string;
  readonly author: string;
  /** ISO time with the committer's offset. */
  readonly date: string;
  /** Subject and body. */
  readonly message: string;
}

export async function readCommit(clone: Clone, sha: string): Promise<CommitFacts> {
  const { stdout } = await readGit(clone, ['log', '-1', '--encoding=UTF-8', '--format=%s%x00%P%x00%T%x00%an%x00%cI%x00%B', sha]);
  const [subject = '', parents = '', tree = '', author = '', date = '', message = ''] = stdout.split('\0');
  return { sha, short: sha.slice(0, 7), subject, parents: parents.split(' ').filter(parent => parent !== ''), tree, author, date, message };
}

/** As `git revert` writes it, and as GitLab and GitHub do. */
function isRevert(message: string): boolean {
  return message.startsWith('Revert "') || /^This reverts (commit|merge request) /m.test(message);
}
