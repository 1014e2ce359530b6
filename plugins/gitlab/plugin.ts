import type { Plugin } from '../../engine/core/action.ts';
import { lastRelease } from './last-release.ts';
import { mergeRequest } from './merge-request.ts';
import { merge } from './merge.ts';
import { openMergeRequest } from './open-merge-request.ts';
import { release } from './release.ts';

export const gitlab: Plugin = {
  name: 'gitlab',
  title: 'GitLab',
  description: 'Merge requests and releases of a GitLab, through its REST API (v4). The connection needs `url` and a `token` with the scope `api`.',
  actions: [lastRelease, merge, mergeRequest, openMergeRequest, release],
  standIn: async () => (await import('./stand-in.ts')).standIn,
};
