import type { Connection, Lease } from '../../../engine/core/action.ts';
import { fail } from '../../../engine/core/failure.ts';
import { isJsonObject, type JsonObject } from '../../../engine/core/json.ts';
import { vaultMessages } from './messages.ts';

/** Keys as the SDK takes them. */
export interface Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  readonly expiration?: Date;
}

/**
 * Where a connection's keys come from: its `env` (a world's fake ones), its command, the session of its `wrap` where it works by
 * scripts; undefined: its profile or the environment of the engine, as the SDK finds them.
 */
export function keysOf(connection: Connection): Keys | (() => Promise<Keys>) | undefined {
  const fixed = toKeys(connection.env);
  if (fixed) return fixed;
  const argv = commandOf(connection);
  return argv && (() => connection.lease(argv, stdout => readKeys(stdout, connection.name)));
}

/** A wrapper hands its session to the command that it starts: `env` prints it. */
function commandOf(connection: Connection): readonly string[] | undefined {
  const { credentials, mode } = connection.options;
  if (isJsonObject(credentials) && Array.isArray(credentials['command'])) return credentials['command'] as readonly string[];
  if (mode !== 'scripts') return undefined;
  const wrap = connection.wrap();
  return wrap.length === 0 ? undefined : [...wrap, 'env'];
}

/** Either shape in which programs print a session: JSON of `credential_process`, or lines of an environment. */
function readKeys(stdout: string, connection: string): Lease<Keys> {
  const given = toVariables(stdout);
  const keys = toKeys(given) ?? fail({ code: 'credentials', ...vaultMessages.noKeys(connection) });
  const { secretAccessKey, sessionToken } = keys;
  return { value: keys, secrets: { secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) }, until: keys.expiration };
}

type Variables = Readonly<Record<string, string | undefined>>;

function toVariables(stdout: string): Variables {
  const json = stdout.trimStart().startsWith('{') ? parseObject(stdout) : undefined;
  if (!json)
    return Object.fromEntries(stdout.split('\n').flatMap(line => (line.includes('=') ? [[nameOf(line), line.slice(line.indexOf('=') + 1).trimEnd()]] : [])));
  const text = (key: string): string | undefined => (typeof json[key] === 'string' ? json[key] : undefined);
  return {
    AWS_ACCESS_KEY_ID: text('AccessKeyId'),
    AWS_SECRET_ACCESS_KEY: text('SecretAccessKey'),
    AWS_SESSION_TOKEN: text('SessionToken'),
    AWS_CREDENTIAL_EXPIRATION: text('Expiration'),
  };
}

/** `export NAME=value` too. */
function nameOf(line: string): string {
  return line.slice(0, line.indexOf('=')).replace(/^export\s+/, '');
}

function toKeys(given: Variables): Keys | undefined {
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey, AWS_SESSION_TOKEN: sessionToken, AWS_CREDENTIAL_EXPIRATION: end } = given;
  if (!accessKeyId || !secretAccessKey) return undefined;
  const expiration = end === undefined ? Number.NaN : Date.parse(end);
  return {
    accessKeyId,
    secretAccessKey,
    ...(sessionToken ? { sessionToken } : {}),
    ...(Number.isNaN(expiration) ? {} : { expiration: new Date(expiration) }),
  };
}

function parseObject(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
