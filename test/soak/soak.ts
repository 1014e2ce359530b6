/**
 * `npm run soak`: what the tests do in small, at length. Kills of running engines (SOAK_KILLS, 1,000; CRASH_SEED), then files with
 * anything in them (SOAK_TEXTS, 100,000; FUZZ_SEED), a death at every commit and exec (SOAK_COMMITS), and races for locks (SOAK_RACES, 100).
 * 0 leaves one out.
 */
if (process.env['SOAK_KILLS'] !== '0') await import('./crashes.ts');
if (process.env['SOAK_TEXTS'] !== '0') await import('./texts.ts');
if (process.env['SOAK_COMMITS'] !== '0') await import('./commit-points.ts');
if (process.env['SOAK_RACES'] !== '0') await import('./races.ts');
