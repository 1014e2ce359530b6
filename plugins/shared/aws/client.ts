import { setTimeout as sleep } from 'node:timers/promises';
import type { Connection, ReadContext } from '../../../engine/core/action.ts';
import { fail, isFailureError } from '../../../engine/core/failure.ts';
import { keysOf } from './credentials.ts';
import { awsFailure, isWorthRepeating } from './errors.ts';

/** One request to AWS, with the signal that ends it. */
export type Send<T> = (options: { readonly abortSignal: AbortSignal }) => Promise<T>;

/** Pauses before a request is sent again that AWS was too busy for. */
const PAUSES = [500, 1_500];
const CONNECT_TIMEOUT = 5_000;
/** Milliseconds without an answer; below the engine's own deadline of a try, so that the message names AWS. */
const REQUEST_TIMEOUT = 25_000;

/** Asks AWS. Silence is asked again by the engine, "slow down" and HTTP 5xx here; every other refusal is a failure at once. */
export function askAws<T>({ context }: { readonly context: ReadContext }, does: string, send: Send<T>): Promise<T> {
  return context.read(does, signal => sendToAws(context.connection, does, 'read', signal, send));
}

export async function sendToAws<T>(connection: Connection, does: string, kind: 'read' | 'change', signal: AbortSignal, send: Send<T>): Promise<T> {
  for (const pause of [...PAUSES, undefined]) {
    try {
      return await send({ abortSignal: signal });
    } catch (error) {
      if (isFailureError(error)) throw error;
      if (pause === undefined || !isWorthRepeating(error, kind)) throwAwsError(error, connection, does, kind);
      await sleep(pause, undefined, { signal });
    }
  }
  throw new Error('a request to AWS ends with its last try');
}

/** A refusal becomes a failure; a network error goes to the engine as it is, which knows what it means for a read and for a change. */
function throwAwsError(error: unknown, connection: Connection, does: string, kind: 'read' | 'change'): never {
  const failure = awsFailure(error, { does, kind, connection: connection.name });
  if (failure === undefined) throw error;
  fail(failure, error);
}

/** What every AWS client is made with: `region`, `profile`, `credentials`, `url` and `env` of the connection. */
export function clientConfig(connection: Connection) {
  const { options, env } = connection;
  const region = text(options['region']) ?? env['AWS_REGION'] ?? env['AWS_DEFAULT_REGION'];
  const profile = text(options['profile']) ?? env['AWS_PROFILE'];
  const endpoint = endpointOf(connection);
  const credentials = keysOf(connection);
  return {
    ...(region === undefined ? {} : { region }),
    ...(credentials ? { credentials } : profile === undefined ? {} : { profile }),
    // A company-wide `use_fips_endpoint` cannot be combined with an address of one's own.
    ...(endpoint === undefined ? {} : { endpoint, useFipsEndpoint: false, useDualstackEndpoint: false }),
    maxAttempts: 1,
    requestHandler: { connectionTimeout: CONNECT_TIMEOUT, requestTimeout: REQUEST_TIMEOUT, throwOnRequestTimeout: true },
  };
}

function endpointOf(connection: Connection): string | undefined {
  try {
    return connection.url();
  } catch (error) {
    if (isFailureError(error) && error.failure.code === 'no-connection') return connection.env['AWS_ENDPOINT_URL'];
    throw error;
  }
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
