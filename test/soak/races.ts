/** Ten processes race for one lock, again and again, in each store: never two holders, never none. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openLocalEngine } from '../../engine/durable/local-engine.ts';
import { race } from '../support/race.ts';

const races = Number(process.env['SOAK_RACES'] ?? 100);
const targets = Array.from({ length: races }, (_, index) => `race/${index}`);

for (const kind of ['SQLite', 'a git remote']) {
  const folder = mkdtempSync(join(tmpdir(), 'races-'));
  execFileSync('git', ['init', '--quiet', '--bare', join(folder, 'remote.git')]);
  const self = { pid: process.pid, startTime: '1', bootId: 'b', pidNamespace: '', host: 'here' };
  openLocalEngine({ directory: join(folder, 'state'), processes: { self: () => self, isAlive: () => 'dead' }, now: () => 0 }).close();
  const said = (await race(kind, folder, targets)).flatMap(text => text.split('\n'));
  const won = targets.map(target => said.filter(line => line === `${target} ok`).length);
  const lost = targets.map(target => said.filter(line => line === `${target} refused`).length);
  const wrong = targets.filter((_, index) => won[index] !== 1 || lost[index] !== 9);
  console.log(
    `${kind}: ${races} races of ten processes, ${won.filter(count => count === 1).length} with one holder${wrong.length === 0 ? '' : `; wrong: ${wrong.join(', ')}`}`,
  );
  if (wrong.length > 0) process.exitCode = 1;
  rmSync(folder, { recursive: true, force: true });
}
