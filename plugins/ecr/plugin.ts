import type { Plugin } from '../../engine/core/action.ts';
import { AWS_CONNECTION } from '../shared/aws/connection.ts';
import { vault } from '../shared/aws/vault.ts';
import { image } from './image.ts';
import { images } from './images.ts';
import { repository } from './repository.ts';
import { tag } from './tag.ts';

export const ecr: Plugin = {
  name: 'ecr',
  title: 'AWS container registry',
  description:
    'Images of a repository in Amazon ECR: which are there, which one a stage runs, which ran before, and tags moved by digest. ' +
    'Credentials come from the connection as for `asg`: its `profile`, its `credentials` command, keys in its `env`, or the environment of the engine.',
  connection: AWS_CONNECTION,
  wrapper: vault,
  actions: [repository, image, images, tag],
  standIn: async () => (await import('./stand-in.ts')).ecrStandIn,
};
