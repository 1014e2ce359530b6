import { expect, test } from 'vitest';
import { blindKills, crashUntil, printFigures } from '../support/crash/figures.ts';

const KILLS = Number(process.env['CRASH_KILLS'] ?? 60);
const SEED = Number(process.env['CRASH_SEED'] ?? Date.now() % 1_000_000);

const IS_LINUX = process.platform === 'linux';
if (!IS_LINUX) console.log('skipped: the kills are aimed through /proc, which only Linux has');

test.skipIf(!IS_LINUX)(
  'whatever is killed, and whenever: nothing is lost, nothing is done twice, and a person is asked only where nobody else can know',
  async () => {
    const figures = await crashUntil(KILLS, SEED);
    console.log(`CRASH_SEED=${SEED}\n${printFigures(figures)}`);
    expect(figures).toMatchObject({ repeated: [], lost: [], asked: { checked: 0 } });
    expect(figures.asked.blind).toBeLessThanOrEqual(blindKills(figures.kills));
    expect(figures.kills.length).toBeGreaterThanOrEqual(KILLS);
    expect(figures.kills.filter(kill => kill.moment === 'do').length).toBeGreaterThanOrEqual(10);
  },
  600_000,
);
