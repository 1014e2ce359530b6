import { EXIT } from '../core/exit-codes.ts';
import { noRunbooks } from '../core/messages/commands.ts';
import { type Command, DIR_OPTION, runbookFolder } from './command.ts';
import { table } from './table.ts';

export const list: Command = {
  name: 'list',
  summary: 'list the runbooks of a folder',
  arguments: [],
  options: [DIR_OPTION],
  examples: [
    { line: 'runbook list', says: 'those in runbooks/' },
    { line: 'runbook list --dir ops --json', says: 'those in ops/, for programs' },
  ],
  async run({ options, cwd, terminal, json }) {
    const { listRunbooks } = await import('../load/find-runbook.ts');
    const dir = runbookFolder(options);
    const runbooks = listRunbooks(dir, cwd);
    if (json) terminal.printJson({ runbooks });
    else if (runbooks.length === 0) terminal.print(noRunbooks(dir));
    else
      terminal.print(
        table(
          runbooks.map(({ name, title }) => [name, title]),
          terminal.width(),
        ),
      );
    return EXIT.ok;
  },
};
