import type { Plugin } from '../../engine/core/action.ts';
import { blocks } from './blocks.ts';

export const horizon: Plugin = {
  name: 'horizon',
  title: 'Horizon',
  description: "Deploy blocks of Artsy's Horizon. The connection needs its `url`, a `username`, and the password as its `token` (Basic auth).",
  connection: { type: 'object', required: ['username'], properties: { username: { type: 'string', minLength: 1, description: 'Name for Basic auth.' } } },
  actions: [blocks],
  standIn: async () => (await import('./stand-in.ts')).standIn,
};
