import { type Command, DRIVE_OPTIONS, INPUT_OPTIONS, RUN_ARGUMENT } from './command.ts';

export const rollback: Command = {
  name: 'rollback',
  summary: 'roll a run back',
  description:
    "Starts the runbook that the run's own runbook names under `rollback:`, with its inputs filled in from that run, as frozen when it began. A run that has not ended is ended as failed, and its locks are handed over, never free in between; its on-failure and finally steps are not run. While a step is being done it is refused.",
  arguments: [RUN_ARGUMENT],
  options: [
    ...INPUT_OPTIONS,
    { name: 'reason', value: 'text', summary: 'recorded with it; also the input `reason` of the rollback, where it has one' },
    { name: 'override', value: 'reason', summary: 'start outside the window of the rollback, with a recorded reason' },
    ...DRIVE_OPTIONS,
  ],
  examples: [
    { line: 'runbook rollback last', says: 'the newest run; asks for what it cannot know' },
    { line: 'runbook rollback pki-prod-deploy-20260310-3f09ab --reason "login errors"', says: 'the deploy of yesterday' },
    { line: 'runbook rollback last --input number=112.1', says: 'with another value than that of the run' },
  ],
  async run(invocation) {
    const { rollBackRun } = await import('./roll-back-run.ts');
    return rollBackRun(invocation);
  },
};
