import { runTexts } from '../core/messages/running.ts';
import { type Command, REASON_OPTION, RUN_ARGUMENT, WORLD_OPTIONS } from './command.ts';

export const cancel: Command = {
  name: 'cancel',
  summary: 'end a run',
  description:
    'Starts no further step, ends what runs, then runs the `finally` steps. A second cancel skips the rest of those. In a parked run what has not begun ends at once; `finally` waits for `runbook resume`.',
  arguments: [RUN_ARGUMENT],
  options: [REASON_OPTION, ...WORLD_OPTIONS],
  examples: [{ line: 'runbook cancel last --reason "wrong commit"', says: 'the newest run' }],
  async run(invocation) {
    const { sendSignal } = await import('./send-signal.ts');
    return sendSignal(
      invocation,
      () => ({ type: 'cancel', reason: invocation.options.text('reason') ?? '' }),
      run => runTexts.cancelled(run),
    );
  },
};
