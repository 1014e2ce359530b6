import type { Plugin } from '../../engine/core/action.ts';
import { release } from './release.ts';

export const github: Plugin = {
  name: 'github',
  title: 'GitHub',
  description:
    'Pull requests, comparisons, tags and releases of GitHub, through its REST API. The connection needs a `token`; its `url` defaults to https://api.github.com (Enterprise: https://HOST/api/v3).',
  actions: [release],
  standIn: async () => (await import('./stand-in.ts')).standIn,
};
