import { runTexts } from '../core/messages/running.ts';
import { type Command, RUN_ARGUMENT, STEP_ARGUMENT, WORLD_OPTIONS } from './command.ts';

export const retry: Command = {
  name: 'retry',
  summary: 'try a failed step again',
  description:
    'Begins with its check: what is done already is not done again. Without STEP: the one that failed. On a run that has ended as failed, or that succeeded without a step, it begins the run anew: its locks are taken again (exit 4 where another run has them, or a freeze stands), what succeeded or was skipped is not repeated, and on-failure and finally happen again at the new end. Go on with `runbook resume`.',
  arguments: [RUN_ARGUMENT, { ...STEP_ARGUMENT, required: false }],
  options: [{ name: 'look', summary: 'only look again whether it worked, without doing it again' }, ...WORLD_OPTIONS],
  examples: [
    { line: 'runbook retry last', says: 'the step that failed the newest run' },
    { line: 'runbook retry last recycle/follow --look', says: 'only look again' },
  ],
  async run(invocation) {
    const { decidedStep, sendSignal, shownAt } = await import('./send-signal.ts');
    const look = invocation.options.flag('look');
    return sendSignal(
      invocation,
      snapshot => {
        const step = decidedStep(snapshot, invocation.arguments[1]);
        return { type: 'retry', step, ...(look ? { look } : {}), ...shownAt(snapshot, step) };
      },
      (_run, path) => runTexts.retried(path, look),
    );
  },
};
