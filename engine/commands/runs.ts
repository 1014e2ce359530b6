import { EXIT } from '../core/exit-codes.ts';
import { runTexts } from '../core/messages/running.ts';
import { type Command, WORLD_OPTIONS } from './command.ts';
import { table } from './table.ts';
import { withSetting } from './with-setting.ts';

export const runs: Command = {
  name: 'runs',
  summary: 'list runs, the newest first',
  arguments: [],
  options: WORLD_OPTIONS,
  examples: [
    { line: 'runbook runs', says: 'all runs on this machine' },
    { line: 'runbook runs --json', says: 'for programs' },
  ],
  async run(invocation) {
    return withSetting(invocation, async setting => {
      const engine = await setting.openEngine();
      const { terminal, json } = invocation;
      const found = await engine.listRuns();
      if (json) {
        const listed = found.map(({ run, runbook, status, target, started, rolledBackBy, rollbackOf }) => ({
          run,
          runbook,
          status,
          target,
          started: new Date(started).toISOString(),
          rolledBackBy,
          rollbackOf,
        }));
        terminal.printJson({ runs: listed });
      } else if (found.length === 0) terminal.print(runTexts.noRuns);
      else {
        const rows = found.map(entry => [
          entry.run,
          entry.status + (entry.parked ? ' (parked)' : entry.rolledBackBy === undefined ? '' : ' (rolled back)'),
          entry.target ?? '',
          new Date(entry.started).toISOString(),
          entry.starter,
        ]);
        terminal.print(table([['run', 'status', 'target', 'started', 'by'], ...rows], terminal.width()));
      }
      return EXIT.ok;
    });
  },
};
