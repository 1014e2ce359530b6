import { runTexts } from '../core/messages/running.ts';
import { type Command, RUN_ARGUMENT, SHOWN_OPTION, STEP_ARGUMENT, WORLD_OPTIONS } from './command.ts';

export const reject: Command = {
  name: 'reject',
  summary: 'say no to a confirm or an approval',
  arguments: [RUN_ARGUMENT, STEP_ARGUMENT],
  options: [{ name: 'note', value: 'text', summary: 'recorded with it' }, SHOWN_OPTION, ...WORLD_OPTIONS],
  examples: [{ line: 'runbook reject last go', says: 'the run fails there as declined' }],
  async run(invocation) {
    const { sendSignal, shownAt } = await import('./send-signal.ts');
    const [, step = ''] = invocation.arguments;
    const note = invocation.options.text('note');
    return sendSignal(
      invocation,
      snapshot => ({ type: 'reject', step, ...(note === undefined ? {} : { note }), ...shownAt(snapshot, step, invocation.options.text('shown')) }),
      (_run, path) => runTexts.accepted('rejected', path),
    );
  },
};
