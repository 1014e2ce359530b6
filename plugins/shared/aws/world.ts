/** What the doubles of AWS services have in common. */

/** Nobody's own profiles, and no metadata service. */
export const NO_PROFILES = { AWS_EC2_METADATA_DISABLED: 'true', AWS_CONFIG_FILE: '/nonexistent', AWS_SHARED_CREDENTIALS_FILE: '/nonexistent', AWS_PAGER: '' };
const KEYS = { AWS_ACCESS_KEY_ID: 'AKIAREHEARSAL0000000', AWS_SECRET_ACCESS_KEY: 'rehearsal-secret-key', AWS_SESSION_TOKEN: 'rehearsal-session-token' };

/** Environment of clients and children in a world: fake keys, no real profile. */
export function worldCredentials(region: string) {
  return { AWS_REGION: region, ...KEYS, ...NO_PROFILES };
}

/** How many calls still go wrong, and how. */
export type AwsTroubles = { throttled: number; expired: number; denied: number; lost: number };

export const NO_TROUBLES: AwsTroubles = { throttled: 0, expired: 0, denied: 0, lost: 0 };

/** Keys of a fault that hold for the service as a whole. */
export const TROUBLE_PROPERTIES = {
  throttled: { type: 'integer', minimum: 0, description: 'AWS answers so many calls with "slow down".' },
  expired: { type: 'integer', minimum: 0, description: 'AWS answers so many calls with ExpiredToken.' },
  denied: { type: 'integer', minimum: 0, description: 'AWS answers so many calls with AccessDenied.' },
  lost: { type: 'integer', minimum: 0, description: 'So many changes are made, but their answers get lost.' },
} as const;

/** Whether one more call goes wrong in this way. */
export function takeOne<Trouble extends string>(state: Record<Trouble, number>, trouble: Trouble): boolean {
  if (state[trouble] <= 0) return false;
  state[trouble] -= 1;
  return true;
}

export function bringTroubles(state: AwsTroubles, fault: Partial<AwsTroubles>): void {
  for (const trouble of ['throttled', 'expired', 'denied', 'lost'] as const) state[trouble] = fault[trouble] ?? state[trouble];
}
