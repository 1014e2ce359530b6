import { DURATION_PATTERN, parseDuration } from '../../engine/core/duration.ts';
import { fail } from '../../engine/core/failure.ts';
import { guardMessages } from './messages.ts';

/** The params that name the group, the same for every action. */
export const GROUP_PARAMS = {
  env: { type: 'string', pattern: '^[A-Za-z0-9]+$', description: 'Environment: the first half of the group name (`prod` of `prod-pivcac`).' },
  role: { type: 'string', pattern: '^[A-Za-z0-9_-]+$', description: 'Role of the servers: the second half of the group name (`pivcac` of `prod-pivcac`).' },
  group: { type: 'string', minLength: 1, maxLength: 255, description: 'Name of the Auto Scaling group, instead of `env` and `role`.' },
} as const;

export interface GroupParams {
  readonly env?: string | undefined;
  readonly role?: string | undefined;
  readonly group?: string | undefined;
}

/** Schema of a span of time. */
export function durationParam<const D extends string>(description: D) {
  return { type: 'string', pattern: DURATION_PATTERN, description } as const;
}

export function groupName({ group, env, role }: GroupParams): string {
  if (group !== undefined) return group;
  if (env === undefined || role === undefined) fail({ code: 'invalid-params', ...guardMessages.noName() });
  return `${env}-${role}`;
}

/** `pivcac` of `prod-pivcac`: servers carry their commit in the tag `gitsha:<role>`. */
export function roleOf(params: GroupParams): string {
  return params.role ?? groupName(params).replace(/^[^-]*-/, '');
}

/** Milliseconds of a duration that the schema has let through. */
export function toMs(duration: string): number {
  const ms = parseDuration(duration);
  if (ms === undefined) throw new Error(`not a duration: ${duration}`);
  return ms;
}
