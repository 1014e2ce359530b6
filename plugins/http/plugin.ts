import type { Plugin } from '../../engine/core/action.ts';
import { get } from './get.ts';
import { post } from './post.ts';

export const http: Plugin = {
  name: 'http',
  title: 'HTTP',
  description: 'Asks any web address, and posts to it. It needs no connection.',
  needsConnection: false,
  actions: [get, post],
  standIn: async () => (await import('./stand-in.ts')).standIn,
};
