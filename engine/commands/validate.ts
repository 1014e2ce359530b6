import { EXIT } from '../core/exit-codes.ts';
import { invalidSummary, noRunbooks, validSummary } from '../core/messages/commands.ts';
import type { Diagnostic } from '../load/diagnostics.ts';
import { type Command, DIR_OPTION, type Invocation, RUNBOOK_ARGUMENT, runbookFolder } from './command.ts';

export const validate: Command = {
  name: 'validate',
  summary: 'check runbooks before anything runs',
  description: 'Checks runbooks, all that they start, and the configuration. Prints every mistake with its place and what to write instead.',
  arguments: [{ ...RUNBOOK_ARGUMENT, required: false, many: true, summary: `${RUNBOOK_ARGUMENT.summary}; none: all of the folder` }],
  options: [DIR_OPTION],
  examples: [
    { line: 'runbook validate', says: 'every runbook in runbooks/' },
    { line: 'runbook validate pki-prod-deploy', says: 'one, by name' },
    { line: 'runbook validate ops/deploy.yml --json', says: 'one file, for programs' },
  ],
  async run(invocation) {
    const { terminal, json } = invocation;
    const { checked, diagnostics } = await check(invocation);
    const errors = diagnostics.filter(({ severity }) => severity === 'error').length;
    if (json) terminal.printJson({ valid: errors === 0, runbooks: checked, diagnostics });
    else await print(invocation, checked.length, diagnostics, errors);
    return errors === 0 ? EXIT.ok : EXIT.usage;
  },
};

interface Checked {
  readonly checked: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
}

async function check({ arguments: given, options, cwd, plugins }: Invocation): Promise<Checked> {
  const { loadConfig } = await import('../load/config.ts');
  const { loadRunbook } = await import('../load/load-runbook.ts');
  const { filesToValidate } = await import('../load/find-runbook.ts');
  const { sortDiagnostics } = await import('../load/diagnostics.ts');
  const loaded = loadConfig({ cwd, plugins });
  if (loaded.status === 'invalid') return { checked: [], diagnostics: loaded.diagnostics };
  const { checkCalendars } = await import('../load/calendars.ts');
  const misplaced = await checkCalendars({ ...loaded, cwd });
  const dir = runbookFolder(options);
  const checked = given.length > 0 ? given : filesToValidate(dir, cwd);
  const found = checked.flatMap(name => loadRunbook(name, { dir, cwd, plugins, config: loaded.config }).diagnostics);
  return { checked, diagnostics: sortDiagnostics([...misplaced, ...found]) };
}

async function print({ options, terminal }: Invocation, checked: number, diagnostics: readonly Diagnostic[], errors: number): Promise<void> {
  const { printDiagnostics } = await import('../load/diagnostics.ts');
  if (diagnostics.length > 0) terminal.print(printDiagnostics(diagnostics, { color: terminal.color, squiggle: terminal.isTty }));
  if (errors > 0) terminal.error(invalidSummary(errors));
  else if (checked === 0) terminal.print(noRunbooks(runbookFolder(options)));
  else terminal.print(validSummary(checked, diagnostics.length));
}
