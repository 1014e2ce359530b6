import { expect, test } from 'vitest';
import { fuzz } from '../support/fuzz.ts';

test('whatever is in a file, validate and plan end with a code of the table, within a second of CPU', async () => {
  const seed = Number(process.env['FUZZ_SEED'] ?? Date.now() % 1_000_000);
  const figures = await fuzz(300, seed);
  console.log(`FUZZ_SEED=${seed} ${JSON.stringify(figures)}`);
  expect(figures).toMatchObject({ texts: 300 });
  expect(figures.valid).toBeGreaterThan(0);
});
