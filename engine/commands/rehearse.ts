import { type Command, DIR_OPTION, INPUT_OPTIONS, RUNBOOK_ARGUMENT, START_OPTIONS } from './command.ts';

export const rehearse: Command = {
  name: 'rehearse',
  summary: 'practise a runbook against local stand-ins',
  description:
    'Builds the world of NAME.world.yml in a temporary folder, points the unchanged runbook at it, and runs it on a clock that jumps over waits. Nothing real is touched.',
  arguments: [RUNBOOK_ARGUMENT],
  options: [
    ...INPUT_OPTIONS,
    DIR_OPTION,
    { name: 'in', value: 'world', summary: 'another world beside the runbook: its file, or the name before .world.yml' },
    { name: 'fault', value: 'name', many: true, summary: 'let something go wrong; may be repeated' },
    { name: 'yes', short: 'y', summary: 'answer every gate as the people of the world would' },
    { name: 'answers', value: 'file', summary: 'answers by step id instead of the world’s own' },
    { name: 'non-interactive', summary: 'never ask: a gate without a prepared answer parks the run (exit 5)' },
    ...START_OPTIONS,
    { name: 'override', value: 'reason', summary: 'start outside the window, with a recorded reason' },
    { name: 'keep', value: 'folder', summary: 'keep the world there, to join it later with --world' },
    { name: 'notify', summary: 'call the on-gate command of the configuration, too' },
    { name: 'record', value: 'name', summary: 'write it as a case of NAME.test.yml, for `runbook test`' },
    { name: 'dry-run', summary: 'only plan it, with reads from the stand-ins' },
    { name: 'offline', summary: 'with --dry-run: make no reads' },
  ],
  examples: [
    { line: 'runbook rehearse pki-prod-deploy', says: 'asks its gates; you play everybody' },
    { line: 'runbook rehearse pki-prod-deploy --yes --fault unhealthy_new_instances', says: 'what happens on a bad day' },
    { line: 'runbook rehearse pki-recycle --in pki-recycle-scripts', says: 'the same runbook in another world' },
    { line: 'runbook rehearse pki-prod-deploy --dry-run', says: 'the plan, with reads' },
  ],
  async run(invocation) {
    const { rehearseIn } = await import('./rehearse-in.ts');
    return rehearseIn(invocation);
  },
};
