import { EXIT } from '../core/exit-codes.ts';
import { invalidSummary, noRunbooks, validSummary } from '../core/messages/commands.ts';
import type { Diagnostic } from '../load/diagnostics.ts';
import { type Command, DIR_OPTION, type Invocation, RUNBOOK_ARGUMENT, runbookFolder } from './command.ts';
import { type FileKind, fileKind } from './file-kind.ts';

export const validate: Command = {
  name: 'validate',
  summary: 'check runbooks before anything runs',
  description:
    'Checks runbooks, all that they start, the worlds and tests beside them, and the configuration. Prints every mistake with its place and what to write instead.',
  arguments: [{ ...RUNBOOK_ARGUMENT, required: false, many: true, summary: `${RUNBOOK_ARGUMENT.summary}; none: all of the folder` }],
  options: [DIR_OPTION],
  examples: [
    { line: 'runbook validate', says: 'every runbook, world and test in runbooks/' },
    { line: 'runbook validate pki-prod-deploy', says: 'one, by name' },
    { line: 'runbook validate ops/deploy.yml --json', says: 'one file, for programs' },
    { line: 'runbook validate runbooks/deploy.world.yml', says: 'a world, or a test' },
  ],
  async run(invocation) {
    const { terminal, json } = invocation;
    const { checked, diagnostics } = await check(invocation);
    const errors = diagnostics.filter(({ severity }) => severity === 'error').length;
    if (json) terminal.printJson({ valid: errors === 0, runbooks: checked, diagnostics });
    else await print(invocation, checked, diagnostics, errors);
    return errors === 0 ? EXIT.ok : EXIT.usage;
  },
};

interface Checked {
  readonly checked: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
}

async function check({ arguments: given, options, cwd, plugins }: Invocation): Promise<Checked> {
  const { loadConfig } = await import('../load/config.ts');
  const { checkFile } = await import('./check-file.ts');
  const { filesToValidate } = await import('../load/find-runbook.ts');
  const { sortDiagnostics } = await import('../load/diagnostics.ts');
  const loaded = loadConfig({ cwd, plugins });
  if (loaded.status === 'invalid') return { checked: [], diagnostics: loaded.diagnostics };
  const { checkCalendars } = await import('../load/calendars.ts');
  const misplaced = await checkCalendars({ ...loaded, cwd });
  const dir = runbookFolder(options);
  const checked = given.length > 0 ? given : filesToValidate(dir, cwd);
  const found = await Promise.all(checked.map(file => checkFile(file, { dir, cwd, plugins, config: loaded.config })));
  return { checked, diagnostics: sortDiagnostics([...misplaced, ...found.flat()]) };
}

async function print({ options, terminal }: Invocation, checked: readonly string[], diagnostics: readonly Diagnostic[], errors: number): Promise<void> {
  const { printDiagnostics } = await import('../load/diagnostics.ts');
  if (diagnostics.length > 0) terminal.print(printDiagnostics(diagnostics, { color: terminal.color, squiggle: terminal.isTty }));
  if (errors > 0) terminal.error(invalidSummary(errors));
  else if (checked.length === 0) terminal.print(noRunbooks(runbookFolder(options)));
  else terminal.print(validSummary(countKinds(checked), diagnostics.length));
}

/** `[['runbook', 3], ['world', 1]]`, none of which there are none. */
function countKinds(files: readonly string[]): readonly (readonly [FileKind, number])[] {
  const kinds = files.map(fileKind);
  return (['runbook', 'world', 'test'] as const).flatMap(kind => (kinds.includes(kind) ? [[kind, kinds.filter(one => one === kind).length] as const] : []));
}
