import type { Plugin } from '../../engine/core/action.ts';
import { AWS_CONNECTION } from '../shared/aws/connection.ts';
import { cancelRecycle } from './cancel-recycle.ts';
import { describe } from './describe.ts';
import { postpone } from './postpone.ts';
import { recycle } from './recycle.ts';
import { removeNew } from './remove-new.ts';
import { removeOld } from './remove-old.ts';
import { vault } from '../shared/aws/vault.ts';

export const asg: Plugin = {
  name: 'asg',
  title: 'AWS Auto Scaling',
  description:
    'Recycles the servers of an Auto Scaling group: double it, watch the new servers, remove the old ones. Credentials come from the connection: ' +
    'its `profile` (SSO, `credential_process = aws-vault export --format=json PROFILE`, keys), its `credentials` command, keys in its `env`, or the environment of the engine. ' +
    'With `mode: scripts` groups are recycled, and servers removed, by the `bin/` commands of `checkout`, started through `wrap`; guards, previews and postconditions are the same, and read from AWS with the same session. ' +
    '`url` is only for another address than that of AWS.',
  connection: {
    ...AWS_CONNECTION,
    properties: {
      ...AWS_CONNECTION.properties,
      checkout: {
        type: 'string',
        minLength: 1,
        description: 'With `mode: scripts`: the folder whose `bin/` holds the commands asg-size, asg-recycle and so on. Default: ../identity-devops.',
      },
    },
  },
  wrapper: vault,
  actions: [describe, recycle, postpone, cancelRecycle, removeOld, removeNew],
  standIn: async () => (await import('./stand-in.ts')).asgStandIn,
};
