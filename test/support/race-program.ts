/** One of many that want the same lock: prints whether it got it. Argv: store, folder, run. Begins when its input ends. */
import { openGitTargets } from '../../engine/durable/git-targets.ts';
import { openLocalEngine } from '../../engine/durable/local-engine.ts';
import type { TargetStore } from '../../engine/core/ports.ts';

const [kind = '', folder = '', run = ''] = process.argv.slice(2);
const store =
  kind === 'SQLite' ? openSqlite() : openGitTargets({ url: `${folder}/remote.git`, prefix: 'refs/runbook/targets', directory: `${folder}/${run}.git` });
process.stdout.write('ready\n');
for await (const line of process.stdin.setEncoding('utf8')) {
  for (const target of String(line).trim().split(' ')) {
    const change = { type: 'acquire', holder: { run, starter: run, since: 1_000 }, duringFreeze: false } as const;
    const changed = await store.change(target, change, { by: run, reason: 'race', at: 1_000 });
    process.stdout.write(`${target} ${changed.status}\n`);
  }
}
process.exit(0);

function openSqlite(): TargetStore {
  const self = { pid: process.pid, startTime: '1', bootId: 'b', pidNamespace: '', host: 'here' };
  return openLocalEngine({ directory: `${folder}/state`, processes: { self: () => self, isAlive: () => 'dead' }, now: () => 0 }).targets;
}
