/** Files with anything in them, through validate and plan; ends at the first that is not survived, with its seed. */
import { fuzz } from '../support/fuzz.ts';

const texts = Number(process.env['SOAK_TEXTS'] ?? 100_000);
const seed = Number(process.env['FUZZ_SEED'] ?? Date.now() % 1_000_000);
const began = Date.now();
console.log(`FUZZ_SEED=${seed}, ${texts} texts`);
const figures = await fuzz(texts, seed, done => {
  if (done.texts % 5_000 === 0) console.log(`${JSON.stringify(done)} ${Math.round((Date.now() - began) / 1_000)} s`);
});
console.log(`survived: ${JSON.stringify(figures)} ${Math.round((Date.now() - began) / 1_000)} s`);
