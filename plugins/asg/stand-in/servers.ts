import { DURATION_PATTERN, parseDuration } from '../../../engine/core/duration.ts';
import type { FromSchema } from '../../../engine/core/action.ts';
import { launchMachine, type Fleet } from './fleet.ts';

export const SERVERS = {
  type: 'array',
  minItems: 1,
  description: 'Exactly these servers run and serve: the oldest first. Default: as many as are desired, with what they boot.',
  items: {
    type: 'object',
    additionalProperties: false,
    required: ['commit'],
    properties: {
      commit: { type: 'string', minLength: 1, description: 'Name of the commit that they run.' },
      count: { type: 'integer', minimum: 1, maximum: 50, description: 'How many. Default: 1.' },
      age: { type: 'string', pattern: DURATION_PATTERN, description: 'How long ago they were launched. Default: 7d.' },
    },
  },
} as const;

export type Servers = FromSchema<typeof SERVERS>;

const WEEK = '7d';

/** Puts servers into the place of those that run. `shaOf`: the commit behind a name. */
export async function placeServers(fleet: Fleet, servers: Servers, now: number, shaOf: (commit: string) => Promise<string>): Promise<void> {
  fleet.machines = [];
  for (const { commit, count = 1, age = WEEK } of servers) {
    const sha = await shaOf(commit);
    const launched = now - (parseDuration(age) ?? 0);
    for (let n = 0; n < count; n += 1) launchMachine(fleet, sha, launched + n * 1_000);
  }
}
