import { runTexts } from '../core/messages/running.ts';
import { type Command, REASON_OPTION, RUN_ARGUMENT, STEP_ARGUMENT, WORLD_OPTIONS } from './command.ts';

export const skip: Command = {
  name: 'skip',
  summary: 'go on without a step',
  description:
    'Ends a wait, a poll between two looks, a manual step, or a step that failed; later steps see it as skipped. Where its check did not hold, the report says that you accepted that. Never a confirm, an approval or a question: answer those. On a run that has ended it begins the run anew, as `retry` does.',
  arguments: [RUN_ARGUMENT, STEP_ARGUMENT],
  options: [{ ...REASON_OPTION, summary: 'why; needed, and recorded' }, ...WORLD_OPTIONS],
  examples: [{ line: 'runbook skip last cool_down --reason "traffic is low"', says: 'wait no longer' }],
  async run(invocation) {
    const { sendSignal, shownAt } = await import('./send-signal.ts');
    const [, step = ''] = invocation.arguments;
    const reason = invocation.options.text('reason') ?? '';
    return sendSignal(
      invocation,
      snapshot => ({ type: 'skip', step, reason, ...shownAt(snapshot, step) }),
      (_run, path) => runTexts.skipped(path),
    );
  },
};
