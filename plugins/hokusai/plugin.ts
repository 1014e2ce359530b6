import type { Plugin } from '../../engine/core/action.ts';
import { deployConfig } from './deploy-config.ts';
import { deploy } from './deploy.ts';
import { images } from './images.ts';
import { promote } from './promote.ts';

export const hokusai: Plugin = {
  name: 'hokusai',
  title: 'hokusai',
  description:
    "Artsy's deploy tool, by its command line. It needs hokusai and kubectl on the PATH, set up as hokusai wants them; a connection is only needed for `wrap`, `env`, or another kubectl.",
  connection: {
    type: 'object',
    properties: { kubectl: { type: 'string', minLength: 1, description: 'The kubectl of hokusai. Default: the first on the PATH.' } },
  },
  needsConnection: false,
  actions: [images, deploy, deployConfig, promote],
  standIn: async () => (await import('./stand-in.ts')).hokusaiStandIn,
};
