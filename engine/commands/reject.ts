import { runTexts } from '../core/messages/running.ts';
import { type Command, RUN_ARGUMENT, STEP_ARGUMENT, WORLD_OPTIONS } from './command.ts';

export const reject: Command = {
  name: 'reject',
  summary: 'say no to a confirm or an approval',
  arguments: [RUN_ARGUMENT, STEP_ARGUMENT],
  options: [{ name: 'note', value: 'text', summary: 'recorded with it' }, ...WORLD_OPTIONS],
  examples: [{ line: 'runbook reject last go', says: 'the run fails there as declined' }],
  async run(invocation) {
    const { sendSignal } = await import('./send-signal.ts');
    const [, step = ''] = invocation.arguments;
    const note = invocation.options.text('note');
    return sendSignal(
      invocation,
      () => ({ type: 'reject', step, ...(note === undefined ? {} : { note }) }),
      () => runTexts.accepted('rejected', step),
    );
  },
};
