import { EXIT } from '../core/exit-codes.ts';
import { runTexts } from '../core/messages/running.ts';
import { type Command, REASON_OPTION, RUN_ARGUMENT, STEP_ARGUMENT, WORLD_OPTIONS } from './command.ts';
import { printRefused } from './refuse.ts';

export const settle: Command = {
  name: 'settle',
  summary: 'say what became of a step that failed, or whose outcome is unknown',
  description:
    'After a crash nobody may know whether a step had its effect. Look for yourself, then say: done (go on), redo (do it again), fail. A step that failed takes the same words: done needs --reason, and accepts a check that does not hold. On a run that has ended as failed, done and redo begin it anew: its locks are taken again, and what succeeded is not repeated.',
  arguments: [RUN_ARGUMENT, STEP_ARGUMENT, { name: 'outcome', summary: 'done, redo or fail', required: true }],
  options: [REASON_OPTION, ...WORLD_OPTIONS],
  examples: [
    { line: 'runbook settle last announce done', says: 'it had happened' },
    { line: 'runbook settle last deploy done --reason "deployed by hand"', says: 'it failed, and is done now' },
    { line: 'runbook settle last deploy fail', says: 'give up: on-failure, finally, failed' },
  ],
  async run(invocation) {
    const { sendSignal, shownAt } = await import('./send-signal.ts');
    const [, step = '', as] = invocation.arguments;
    if (as !== 'done' && as !== 'redo' && as !== 'fail') return printRefused(invocation, 'usage', [runTexts.settleWants], EXIT.usage);
    const reason = invocation.options.text('reason');
    return sendSignal(
      invocation,
      snapshot => ({ type: 'settle', step, as, ...(reason === undefined ? {} : { reason }), ...shownAt(snapshot, step) }),
      (_run, path) => runTexts.accepted(`settled as ${as}`, path),
    );
  },
};
