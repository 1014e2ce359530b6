import { describe, expect, test } from 'vitest';
import { PLANS } from '../support/crash/everything.ts';
import { type Death, live } from '../support/crash/lives.ts';

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
    console.log(`${name}: ${count} deaths, one at each ${what}`);
    for (let number = 1; number <= count; number++) {
      const death: Death = { [what]: number };
      const { end, needless, questions } = await live(plan, death);
      expect({ death, end, needless }).toEqual({ death, end: whole.end, needless: [] });
      expect(questions).toBeLessThanOrEqual(1);
    }
  });
});
