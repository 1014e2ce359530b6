import { join } from 'node:path';
import { EXIT } from '../core/exit-codes.ts';
import { endsWithPath } from '../core/paths.ts';
import { type Command, RUN_ARGUMENT, WORLD_OPTIONS } from './command.ts';
import { withSetting } from './with-setting.ts';

export const logs: Command = {
  name: 'logs',
  summary: 'what the commands of a run printed',
  description: 'Prints the kept lines of each step, or of one. Secrets were taken out before they were kept.',
  arguments: [RUN_ARGUMENT, { name: 'step', summary: 'path of a step, or its end; none: all steps', required: false }],
  options: WORLD_OPTIONS,
  examples: [
    { line: 'runbook logs last', says: 'all steps of the newest run' },
    { line: 'runbook logs last recycle/follow/look', says: 'one step' },
  ],
  async run(invocation) {
    const [{ findRun }, { openLogs }] = await Promise.all([import('./find-run.ts'), import('../execute/log-file.ts')]);
    return withSetting(invocation, async setting => {
      const engine = await setting.openEngine();
      const [given = '', step] = invocation.arguments;
      const { head } = await findRun(engine, given);
      const kept = openLogs(join(setting.stateDirectory, 'logs'));
      const keys = kept.keys(head.run).filter(key => step === undefined || endsWithPath(pathOf(key), step));
      const lines = keys.flatMap(key => kept.read(head.run, key).map(line => ({ ...line, step: pathOf(key) }))).toSorted((a, b) => a.at - b.at);
      const { terminal, json } = invocation;
      for (const { at, step: path, stream, line } of lines) {
        if (json) terminal.printJson({ at: new Date(at).toISOString(), step: path, stream, line });
        else terminal.print(`${new Date(at).toISOString()} ${path}  ${line}`);
      }
      return EXIT.ok;
    });
  },
};

function pathOf(key: string): string {
  return key.slice(0, key.lastIndexOf('#'));
}
