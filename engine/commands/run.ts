import { withSetting } from './with-setting.ts';
import { type Command, DIR_OPTION, DRIVE_OPTIONS, INPUT_OPTIONS, RUNBOOK_ARGUMENT, START_OPTIONS } from './command.ts';

export const run: Command = {
  name: 'run',
  summary: 'run a runbook',
  description: 'Checks the runbook, freezes it with its inputs, and runs it from here: shows progress, asks its gates, and can be resumed after anything.',
  arguments: [{ ...RUNBOOK_ARGUMENT, required: false }],
  options: [
    ...INPUT_OPTIONS,
    DIR_OPTION,
    ...DRIVE_OPTIONS,
    { name: 'override', value: 'reason', summary: 'start outside the window, with a recorded reason' },
    { name: 'wait', summary: 'wait for a target that another run holds; Ctrl-C leaves' },
    { name: 'plan', value: 'file', summary: 'run what `runbook plan -o FILE` saved; plans again, and refuses (exit 3) where anything differs' },
    { name: 'accept-drift', value: 'reason', summary: 'with --plan: start although something differs; recorded' },
    ...START_OPTIONS,
    { name: 'dry-run', summary: 'only show what it would do (`runbook plan`); with --plan: only say whether anything differs (exit 3)' },
    { name: 'offline', summary: 'with --dry-run: make no reads' },
  ],
  examples: [
    { line: 'runbook run pki-prod-deploy', says: 'asks for what is missing' },
    { line: 'runbook run pki-prod-deploy -i release=patch --override "urgent fix"', says: 'on another day than planned' },
    { line: 'runbook run pki-prod-deploy --from recycle --output promote.number=113', says: 'what is before it was done by hand' },
    { line: 'runbook run pki-prod-deploy --dry-run', says: 'what it would do' },
    { line: 'runbook run --plan plan.json', says: 'exactly what was planned, or nothing' },
    { line: 'runbook run backup --yes --non-interactive --json', says: 'from a job' },
  ],
  async run(invocation) {
    if (invocation.options.flag('dry-run') && invocation.options.text('plan') === undefined) return (await import('./plan.ts')).plan.run(invocation);
    const { startAndDrive } = await import('./start-run.ts');
    return withSetting(invocation, setting => startAndDrive(invocation, setting), { executes: true });
  },
};
