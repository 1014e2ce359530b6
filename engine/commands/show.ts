import { type Command, DIR_OPTION, RUNBOOK_ARGUMENT, WORLD_OPTIONS } from './command.ts';
import { withSetting } from './with-setting.ts';

export const show: Command = {
  name: 'show',
  summary: 'print a runbook as a document to read, or what happened in a run of it',
  description:
    'Prints a runbook as a document: what it needs, every step in order, what people decide, and what to do about failures. With --run the same, and at each step what happened.',
  arguments: [{ ...RUNBOOK_ARGUMENT, required: false, summary: `${RUNBOOK_ARGUMENT.summary}; none with --run` }],
  options: [
    { name: 'run', value: 'id', summary: 'with what happened in this run (`last`: the newest one)' },
    { name: 'plan', value: 'file', summary: 'print a plan that `runbook plan -o FILE` saved' },
    { name: 'format', value: 'format', summary: 'markdown or html (default: by the ending of the file; markdown where no terminal reads it)' },
    { name: 'output', short: 'o', value: 'file', summary: 'write it into a file' },
    DIR_OPTION,
    ...WORLD_OPTIONS,
  ],
  examples: [
    { line: 'runbook show pki-prod-deploy', says: 'to read it here' },
    { line: 'runbook show pki-prod-deploy -o deploy.html', says: 'one file for a browser or a printer' },
    { line: 'runbook show --plan plan.json', says: 'what somebody else has planned' },
    { line: 'runbook show --run last', says: 'with what happened in the newest run' },
  ],
  async run(invocation) {
    const { showIn } = await import('./show-in.ts');
    return withSetting(invocation, setting => showIn(invocation, setting));
  },
};
