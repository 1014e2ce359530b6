import { runTexts } from '../core/messages/running.ts';
import { type Command, REASON_OPTION, RUN_ARGUMENT, WORLD_OPTIONS } from './command.ts';

export const pause: Command = {
  name: 'pause',
  summary: 'let a run start nothing more',
  description: 'The process that drives it waits for the running step, then parks the run, which keeps its locks. `runbook resume` goes on.',
  arguments: [RUN_ARGUMENT],
  options: [REASON_OPTION, ...WORLD_OPTIONS],
  examples: [{ line: 'runbook pause last --reason "incident in payments"', says: 'the newest run' }],
  async run(invocation) {
    const { sendSignal } = await import('./send-signal.ts');
    return sendSignal(
      invocation,
      () => ({ type: 'pause', reason: invocation.options.text('reason') ?? '' }),
      run => runTexts.paused(run),
    );
  },
};
