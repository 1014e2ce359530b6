import { describe, expect, test } from 'vitest';
import { PLANS } from '../support/crash/everything.ts';
import { type Death, live } from '../support/crash/lives.ts';

/** Deaths of each kind for each plan. */
const MOST = 8;
const SEED = Number(process.env['CRASH_SEED'] ?? Date.now() % 1_000_000);

describe.each(Object.entries(PLANS))('%s', (name, plan) => {
  test('does each effect once when nothing dies', async () => {
    const { end, questions } = await live(plan);
    const effects = end['effects'] as readonly string[];
    expect(new Set(effects).size).toBe(effects.length);
    expect({ questions, gates: end['gates'] }).toEqual({ questions: 0, gates: [] });
  });

  test.each(['commit', 'exec'] as const)('ends the same, with the same effects, whichever %s its engine dies at', async what => {
    const whole = await live(plan);
    const count = what === 'commit' ? whole.commits : whole.execs;
    expect(count).toBeGreaterThan(3);
    const numbers = sampleOf(count);
    console.log(`${name}: dies at ${what} ${numbers.join(', ')} of ${count} (CRASH_SEED=${SEED}; all of them: npm run soak)`);
    for (const number of numbers) {
      const death: Death = { [what]: number };
      const { end, needless, questions } = await live(plan, death);
      expect({ death, end, needless }).toEqual({ death, end: whole.end, needless: [] });
      expect(questions).toBeLessThanOrEqual(1);
    }
  });
});

/** A few of them by the seed, the last ones always: there a run ends or is handed over. */
function sampleOf(count: number): readonly number[] {
  const stride = Math.max(1, Math.ceil(count / MOST));
  const all = Array.from({ length: count }, (_, index) => index + 1);
  return all.filter(number => (number + SEED) % stride === 0 || number > count - 2);
}
