import type { Failure } from '../../engine/core/failure.ts';
import { isJsonObject } from '../../engine/core/json.ts';
import { apiMessages as say } from './messages.ts';

export interface ApiCall {
  /** `PATCH deployments/force-web` */
  readonly name: string;
  readonly connection: string;
  /** It may have changed something, so that a broken answer counts as lost. */
  readonly wrote: boolean;
}

/** What an answer that is no success means. Kubernetes says why in a `Status` object; anything else is some proxy's page. */
export function apiFailure({ name, connection, wrote }: ApiCall, status: number, body: string): Failure {
  const { message, reason } = statusObject(body);
  const data = { status, ...(reason === '' ? {} : { reason }) };
  const said = message.slice(0, 500);
  if (status === 401) return { code: 'credentials', ...say.unauthorized(name, connection), data };
  if (status === 403 && message.includes('exceeded quota')) return { code: 'refused', ...say.quota(name, said), data };
  if (status === 403) return { code: 'access-denied', ...say.forbidden(name, connection, said), data };
  if (status === 404) return { code: 'not-found', ...say.notFound(name, said), data };
  if (status === 409) return { code: 'conflict', ...say.conflict(name, said), data };
  if (status < 500 && status !== 429) return { code: 'refused', ...say.refused(name, said), data };
  // A 429 says that nothing was done; a 5xx says nothing.
  return { code: 'http-status', ...say.unwell(name, status, said), data, ...(wrote && status >= 500 ? { lost: true as const } : {}) };
}

export function notJson(name: string, wrote: boolean): Failure {
  return { code: 'not-json', ...say.notJson(name), ...(wrote ? { lost: true as const } : {}) };
}

function statusObject(body: string): { readonly message: string; readonly reason: string } {
  try {
    const status: unknown = JSON.parse(body);
    if (!isJsonObject(status) || status['kind'] !== 'Status') return { message: '', reason: '' };
    const { message, reason } = status;
    return { message: typeof message === 'string' ? message : '', reason: typeof reason === 'string' ? reason : '' };
  } catch {
    return { message: '', reason: '' };
  }
}
