import { type Command, DIR_OPTION, INPUT_OPTIONS, RUNBOOK_ARGUMENT, WORLD_OPTIONS } from './command.ts';
import { withSetting } from './with-setting.ts';

export const plan: Command = {
  name: 'plan',
  summary: 'show what a run would do, without doing it',
  description:
    'Resolves every step to the end. Makes only declared reads, changes nothing, never waits; what only a run can tell is shown as unknown. The same as `run --dry-run`.',
  arguments: [RUNBOOK_ARGUMENT],
  options: [
    ...INPUT_OPTIONS,
    DIR_OPTION,
    { name: 'output', short: 'o', value: 'file', summary: 'save it, for `runbook run --plan FILE`; needs all inputs' },
    { name: 'from', value: 'step', summary: 'as if started at this step' },
    { name: 'offline', summary: 'make no reads' },
    { name: 'override', value: 'reason', summary: 'as if started outside the window with this reason' },
    { name: 'non-interactive', summary: 'accepted for symmetry with run: a plan never asks' },
    ...WORLD_OPTIONS,
  ],
  examples: [
    { line: 'runbook plan pki-prod-deploy', says: 'with reads; missing inputs are shown as unknown' },
    { line: 'runbook plan pki-prod-deploy --offline', says: 'from the text alone' },
    { line: 'runbook plan pki-prod-deploy -o plan.json', says: 'to be read by others, and run as it is: `runbook run --plan plan.json`' },
    { line: 'runbook plan pki-prod-deploy --json', says: 'for programs' },
  ],
  async run(invocation) {
    const { planIn } = await import('./plan-in.ts');
    return withSetting(invocation, setting => planIn(invocation, setting), { executes: true });
  },
};
