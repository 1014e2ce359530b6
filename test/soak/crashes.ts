/** Kills at random moments, until there were enough of them. */
import { blindKills, crashUntil, printFigures } from '../support/crash/figures.ts';

const kills = Number(process.env['SOAK_KILLS'] ?? 1_000);
const seed = Number(process.env['CRASH_SEED'] ?? Date.now() % 1_000_000);
const began = Date.now();
let done = 0;

const figures = await crashUntil(kills, seed, report => {
  done += report.kills.length;
  console.log(`${done} of ${kills} kills, seed ${report.seed}, ${Math.round((Date.now() - began) / 1_000)} s`);
});
console.log(`CRASH_SEED=${seed}\n${printFigures(figures)}`);
for (const what of [...figures.repeated.map(path => `repeated ${path}`), ...figures.lost.map(path => `lost ${path}`)]) console.log(what);
const { repeated, lost, asked } = figures;
process.exitCode = repeated.length + lost.length + asked.checked === 0 && asked.blind <= blindKills(figures.kills) ? 0 : 1;
