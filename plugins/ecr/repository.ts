import { defineRead } from '../../engine/core/action.ts';
import { fail } from '../../engine/core/failure.ts';
import { askRegistry, openRegistry, type Registry, type RepositoryParams } from './client.ts';
import { ecrMessages } from './messages.ts';
import { REPOSITORY_PARAMS } from './params.ts';

export const repository = defineRead({
  name: 'repository',
  summary: 'Look whether a repository is there, and whether its tags can be moved.',
  description: 'Fails with `not-found` where it is not: a good first step of a deploy.',
  version: 1,
  params: { type: 'object', additionalProperties: false, required: ['repository'], properties: REPOSITORY_PARAMS },
  outputs: {
    type: 'object',
    required: ['name', 'registry', 'uri', 'mutability', 'immutable'],
    additionalProperties: false,
    properties: {
      name: { type: 'string', description: 'Its name.' },
      registry: { type: 'string', description: 'The AWS account.' },
      uri: { type: 'string', description: 'What images begin with: `ACCOUNT.dkr.ecr.REGION.amazonaws.com/NAME`.' },
      mutability: { type: 'string', description: '`MUTABLE`, `IMMUTABLE`, `MUTABLE_WITH_EXCLUSION` or `IMMUTABLE_WITH_EXCLUSION`.' },
      immutable: { type: 'boolean', description: 'Tags cannot be moved: a floating tag like `production` is impossible here.' },
    },
  },
  examples: [{ title: 'Before a deploy', with: { repository: 'force' } }],
  async run(params, context) {
    return readRepository(openRegistry(context), params);
  },
});

export interface RepositoryFacts {
  readonly name: string;
  readonly registry: string;
  readonly uri: string;
  readonly mutability: string;
  readonly immutable: boolean;
}

/** Fails with `not-found`. */
export async function readRepository(registry: Registry, at: RepositoryParams): Promise<RepositoryFacts> {
  const request = { repositoryNames: [at.repository], ...(at.registry === undefined ? {} : { registryId: at.registry }) };
  const { repositories = [] } = await askRegistry(registry, 'DescribeRepositories', at, (client, options) => client.describeRepositories(request, options));
  const [found] = repositories;
  if (!found) fail({ code: 'not-found', ...ecrMessages.noRepository(at.repository) });
  const mutability: string = found.imageTagMutability ?? 'MUTABLE';
  return {
    name: found.repositoryName ?? at.repository,
    registry: found.registryId ?? '',
    uri: found.repositoryUri ?? '',
    mutability,
    immutable: mutability === 'IMMUTABLE',
  };
}
