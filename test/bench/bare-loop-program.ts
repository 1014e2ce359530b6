/** The least that a durable run can do: start a process, commit one row, a thousand times. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { DatabaseSync } from 'node:sqlite';

const [file = '', count = '1000'] = process.argv.slice(2);
const database = new DatabaseSync(file);
database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE steps (id INTEGER PRIMARY KEY, code INTEGER)');
const insert = database.prepare('INSERT INTO steps (code) VALUES (?)');
for (let index = 0; index < Number(count); index++) {
  const child = spawn('true', [], { stdio: ['ignore', 'pipe', 'pipe'] });
  child.stdout.resume();
  child.stderr.resume();
  const [code] = await once(child, 'close');
  insert.run(Number(code));
}
database.close();
