/** A double that answers with errors, as its world wants it. */
import type { StandInResponse } from '../../engine/core/stand-in.ts';

/** Of a fault: what every request is answered with. */
export const ANSWERS = {
  type: 'object',
  additionalProperties: false,
  required: ['status'],
  description: 'The service answers with an error',
  properties: {
    status: { type: 'integer', minimum: 200, maximum: 599, description: 'The HTTP status' },
    times: { type: 'integer', minimum: 1, description: 'How often. Default: always' },
    page: { type: 'boolean', description: 'With an HTML page instead of JSON' },
    limited: { type: 'boolean', description: 'Because too many calls were made: the limit ends after ten minutes' },
  },
} as const;

/** Of a fault: changes whose answers get lost. */
export const LOSE = { type: 'integer', minimum: 1, description: 'So many changes are made without an answer: the connection breaks' } as const;

export type Answers = {
  readonly status: number;
  readonly times?: number;
  readonly page?: boolean;
  readonly limited?: boolean;
};

/** What a service keeps of it. */
export type Faulty = {
  answers: Answers | null;
  lose: number;
};

const MINUTES_LIMITED = 10;

/** The answer that a fault wants now, counted; undefined where all is well. */
export function takeAnswer(faulty: Faulty, now: number): StandInResponse | undefined {
  const { answers } = faulty;
  if (!answers) return undefined;
  const { status, times, page, limited } = answers;
  if (times !== undefined) faulty.answers = times > 1 ? { ...answers, times: times - 1 } : null;
  const headers = limited ? { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': `${Math.round(now / 1_000) + MINUTES_LIMITED * 60}` } : {};
  return { status, headers, body: page ? '<html>Unwell</html>' : { message: `${status} as this world wants it` } };
}

/** The answer to a change, or a broken connection where a fault wants it. */
export function orLost(faulty: Faulty, response: StandInResponse): StandInResponse {
  if (!response.wrote || faulty.lose === 0) return response;
  faulty.lose -= 1;
  return { status: 0, wrote: true };
}
