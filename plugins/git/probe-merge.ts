import { defineRead } from '../../engine/core/action.ts';
import { openClone } from './client.ts';
import { mergeTrees } from './merge-tree.ts';
import { resolveCommit } from './refs.ts';
import { FETCHED_FIRST, REMOTE, REPO, TREE } from './schemas.ts';

export const probeMerge = defineRead({
  name: 'probe_merge',
  summary: 'Look whether two branches would merge without conflicts',
  description: `Neither branches nor files are touched. ${FETCHED_FIRST}`,
  version: 1,
  params: {
    type: 'object',
    additionalProperties: false,
    required: ['ours', 'theirs'],
    properties: {
      repo: REPO,
      remote: REMOTE,
      ours: { type: 'string', minLength: 1, description: 'The branch that would be merged into' },
      theirs: { type: 'string', minLength: 1, description: 'The branch that would be merged' },
    },
  },
  outputs: {
    type: 'object',
    required: ['conflict', 'files'],
    properties: {
      conflict: { type: 'boolean', description: 'Whether the merge stops at conflicts' },
      files: { type: 'array', items: { type: 'string' }, description: 'Files in conflict, at most 200' },
      tree: { ...TREE, description: 'Tree of the merge, where it is clean' },
    },
  },
  examples: [{ title: 'A release branch against production', with: { ours: 'HEAD', theirs: 'origin/main' } }],
  async run(params, context) {
    const clone = openClone(context, params);
    const merged = await mergeTrees(clone, await resolveCommit(clone, params.ours), await resolveCommit(clone, params.theirs));
    if (merged.status === 'clean') return { conflict: false, files: [], tree: merged.tree };
    return { conflict: true, files: merged.files.slice(0, 200) };
  },
});
