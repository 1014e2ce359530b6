import { type Command, RUN_ARGUMENT, WORLD_OPTIONS } from './command.ts';
import { withSetting } from './with-setting.ts';

export const attach: Command = {
  name: 'attach',
  summary: 'follow a run that another process drives',
  description:
    'Shows a run as the terminal that drives it does, and asks its gates here, too: the first answer counts. Ctrl-C leaves the run to itself. A parked run is shown until somebody goes on with it.',
  arguments: [RUN_ARGUMENT],
  options: [{ name: 'non-interactive', summary: 'only show it: ask nothing' }, ...WORLD_OPTIONS],
  examples: [
    { line: 'runbook attach last', says: 'from a second terminal' },
    { line: 'runbook attach last --json', says: 'one event a line, to its end' },
    { line: 'runbook attach last --world /tmp/practice', says: 'a rehearsal that was started with --keep' },
  ],
  async run(invocation) {
    const [{ attachTo }, { findRun }] = await Promise.all([import('./attach-to.ts'), import('./find-run.ts')]);
    return withSetting(invocation, async setting => {
      const engine = await setting.openEngine();
      const snapshot = await findRun(engine, invocation.arguments[0] ?? '');
      return attachTo({ invocation, setting, engine, run: snapshot.head.run }, snapshot);
    });
  },
};
