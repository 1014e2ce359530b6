import type { StandInRequest } from '../../../engine/core/stand-in.ts';
import type { AsgState } from './fleet.ts';
import type { AwsRefusal, Query, Xml } from './query.ts';

/** How long a session lasts: the default of aws-vault. */
const HOUR = 3_600_000;
/** aws-vault hands a session out again while it has this much left. */
const LEFT = 5 * 60_000;

export function asksForSession({ service, action }: Query): boolean {
  return service === 'sts' && action === 'GetSessionToken';
}

/** The session that is handed out now; a refusal where a code of the second factor is wanted first. */
export function giveSession(state: AsgState, query: Query, now: number): Xml | AwsRefusal {
  if (state.wantsCode && !/^\d{6}$/.test(query.one('TokenCode') ?? ''))
    return { status: 403, code: 'AccessDenied', message: 'MultiFactorAuthentication failed with invalid MFA one time pass code.' };
  state.wantsCode = false;
  const last = state.sessions.at(-1);
  const session = last && last.end - LEFT > now ? last : { key: `ASIAREHEARSAL${String(state.sessions.length + 1).padStart(7, '0')}`, end: now + HOUR };
  if (session !== last) state.sessions.push(session);
  const [SecretAccessKey, SessionToken] = [`rehearsal-secret-of-${session.key}`, `rehearsal-token-of-${session.key}`];
  return { Credentials: { AccessKeyId: session.key, SecretAccessKey, SessionToken, Expiration: new Date(session.end).toISOString() } };
}

/** Why a call with these keys is refused; undefined: they are good. Keys of a world's environment always are. */
export function refuseKeys(state: AsgState, { headers }: StandInRequest, now: number): AwsRefusal | undefined {
  const key = /Credential=([^/,\s]+)/.exec(headers['authorization'] ?? '')?.[1];
  if (!key?.startsWith('ASIA')) return undefined;
  const session = state.sessions.find(one => one.key === key);
  if (!session) return { status: 403, code: 'InvalidClientTokenId', message: 'The security token included in the request is invalid' };
  return session.end > now ? undefined : { status: 403, code: 'ExpiredToken', message: 'The security token included in the request is expired' };
}

/** All sessions end now; `mfa`: and a new one wants a code typed in. */
export function endSessions(state: AsgState, how: 'ended' | 'mfa', now: number): void {
  for (const session of state.sessions) session.end = Math.min(session.end, now);
  if (how === 'mfa') state.wantsCode = true;
}
