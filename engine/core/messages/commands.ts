/** Sentences of the command line's frame. */
export const rootUsage = '<command> [options]';
export const rootDescription = 'Declarative runbooks: validated, previewed, rehearsed, run, resumed after a crash, and proved afterwards.';
export const usageHint = (command?: string): string => `(more: runbook ${command === undefined ? '' : `${command} `}--help)`;

/** Where newcomers begin. */
export const mainExamples = [
  { line: 'runbook list', says: 'which runbooks are there' },
  { line: 'runbook plan pki-prod-deploy', says: 'what a run would do, without doing it' },
  { line: 'runbook rehearse pki-prod-deploy', says: 'practise it against local stand-ins' },
  { line: 'runbook run pki-prod-deploy', says: 'do it' },
  { line: 'runbook resume last', says: 'go on after a crash or a pause' },
];

export function exampleLines(examples: readonly { readonly line: string; readonly says: string }[]): string {
  if (examples.length === 0) return '';
  const width = Math.max(...examples.map(({ line }) => line.length));
  return ['', 'Examples:', ...examples.map(({ line, says }) => `  ${line.padEnd(width)}  # ${says}`)].join('\n');
}

/** What a person sees of a bug in the engine. */
export function bugReport(facts: { readonly error: unknown; readonly version: string; readonly node: string; readonly command: string }): string {
  const { error } = facts;
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return [
    'This is a bug in runbook, not in your runbook. A run that was going on is safe in its journal: `runbook runs` shows it.',
    `runbook ${facts.version}, Node.js ${facts.node}, command: ${facts.command}`,
    stack.split('\n').slice(0, 12).join('\n'),
    'Please report these lines.',
  ].join('\n');
}

export const noRunbooks = (dir: string): string => `No runbooks in ${dir}. A runbook is a YAML file with \`version: 1\`; --dir names another folder.`;
export const validSummary = (files: readonly (readonly [string, number])[], warnings: number): string =>
  `${files.map(([kind, count]) => (count === 1 ? `1 ${kind}` : `${count} ${kind}s`)).join(', ')} ${files.length === 1 && files[0]?.[1] === 1 ? 'is' : 'are'} valid${warnings === 0 ? '' : `, ${warnings === 1 ? '1 warning' : `${warnings} warnings`}`}.`;
export const invalidSummary = (errors: number): string => (errors === 1 ? '1 error.' : `${errors} errors.`);
export const schemaWritten = (file: string): string => `wrote ${file}`;
export const needsWriteFolder = (names: readonly string[]): string => `Say which schema (${names.join(', ')}), or --write FOLDER for all of them.`;
export const unknownAction = (name: string, near: string | undefined): string =>
  `There is no action ${name}.${near === undefined ? '' : ` Did you mean ${near}?`} \`runbook actions\` lists them all.`;

export const showTexts = {
  nameOrRun: 'Say which runbook (`runbook show NAME`) or which run (`runbook show --run last`).',
  noFormat: (format: string): string => `There is no format ${format}. Write markdown or html.`,
  unwritable: (file: string, why: string): string => `${file} cannot be written: ${why}`,
  written: (file: string): string => `wrote ${file}`,
} as const;
