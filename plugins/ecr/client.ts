import type { ECR } from '@aws-sdk/client-ecr';
import type { ReadContext } from '../../engine/core/action.ts';
import { fail, isFailureError, type Failure } from '../../engine/core/failure.ts';
import { isJsonObject } from '../../engine/core/json.ts';
import { askAws, clientConfig } from '../shared/aws/client.ts';
import { once } from '../shared/once.ts';
import { ecrMessages } from './messages.ts';

/** ECR for one call of an action: new credentials are seen, and the library is loaded with the first request. */
export interface Registry {
  readonly context: ReadContext;
  readonly client: () => Promise<ECR>;
}

/** Which repository: a name, and the account whose registry it is in where that is another one. */
export interface RepositoryParams {
  readonly repository: string;
  readonly registry?: string | undefined;
}

export function openRegistry(context: ReadContext): Registry {
  return { context, client: once(async () => new (await import('@aws-sdk/client-ecr')).ECR(clientConfig(context.connection))) };
}

/** Asks ECR. Fails with `not-found` where there is no such repository. */
export async function askRegistry<T>(
  registry: Registry,
  operation: string,
  at: RepositoryParams,
  send: (client: ECR, options: { readonly abortSignal: AbortSignal }) => Promise<T>,
): Promise<T> {
  const client = await registry.client();
  return askAws(registry, `${operation} ${at.repository}`, options => send(client, options)).catch((error: unknown) => {
    if (awsCodeOf(error) === 'RepositoryNotFound') fail({ code: 'not-found', ...ecrMessages.noRepository(at.repository) }, error);
    throw error;
  });
}

/** How requests name the repository. */
export function inRepository({ repository, registry }: RepositoryParams) {
  return { repositoryName: repository, ...(registry === undefined ? {} : { registryId: registry }) };
}

/** AWS's own code inside a failure: `ImageNotFound`. */
export function awsCodeOf(error: unknown): string | undefined {
  const data: Failure['data'] = isFailureError(error) ? error.failure.data : undefined;
  const code = data !== undefined && isJsonObject(data) ? data['aws'] : undefined;
  return typeof code === 'string' ? code : undefined;
}
