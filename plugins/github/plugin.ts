import type { Plugin } from '../../engine/core/action.ts';
import { assign } from './assign.ts';
import { compare } from './compare.ts';
import { findPullRequest } from './find-pull-request.ts';
import { merge } from './merge.ts';
import { openPullRequest } from './open-pull-request.ts';
import { pullRequest } from './pull-request.ts';
import { ref } from './ref.ts';
import { release } from './release.ts';
import { tag } from './tag.ts';

export const github: Plugin = {
  name: 'github',
  title: 'GitHub',
  description:
    'Pull requests, comparisons, tags and releases of GitHub, through its REST API. The connection needs a `token`; its `url` defaults to https://api.github.com (Enterprise: https://HOST/api/v3).',
  actions: [assign, compare, findPullRequest, merge, openPullRequest, pullRequest, ref, release, tag],
  standIn: async () => (await import('./stand-in.ts')).standIn,
};
