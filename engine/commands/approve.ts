import { runTexts } from '../core/messages/running.ts';
import { type Command, RUN_ARGUMENT, SHOWN_OPTION, STEP_ARGUMENT, WORLD_OPTIONS } from './command.ts';

export const approve: Command = {
  name: 'approve',
  summary: 'say yes to a confirm or an approval',
  arguments: [RUN_ARGUMENT, STEP_ARGUMENT],
  options: [{ name: 'note', value: 'text', summary: 'recorded with it' }, SHOWN_OPTION, ...WORLD_OPTIONS],
  examples: [{ line: 'runbook approve last go', says: 'approve the gate go of the newest run' }],
  async run(invocation) {
    const { sendSignal, shownAt } = await import('./send-signal.ts');
    const [, step = ''] = invocation.arguments;
    const note = invocation.options.text('note');
    return sendSignal(
      invocation,
      snapshot => ({ type: 'approve', step, ...(note === undefined ? {} : { note }), ...shownAt(snapshot, step, invocation.options.text('shown')) }),
      (_run, path) => runTexts.accepted('approved', path),
    );
  },
};
