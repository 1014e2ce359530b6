import { parseDuration } from '../core/duration.ts';
import { EXIT } from '../core/exit-codes.ts';
import { runTexts } from '../core/messages/running.ts';
import { type Command, RUN_ARGUMENT, STEP_ARGUMENT, WORLD_OPTIONS } from './command.ts';
import { printRefused } from './refuse.ts';

export const extend: Command = {
  name: 'extend',
  summary: 'give a step more time',
  description: 'Moves the end of a wait, or the moment when a poll, a gate or a group with a timeout gives up.',
  arguments: [RUN_ARGUMENT, STEP_ARGUMENT, { name: 'duration', summary: 'how much more: 90s, 15m, 1h30m', required: true }],
  options: WORLD_OPTIONS,
  examples: [{ line: 'runbook extend last pipeline 30m', says: 'look for half an hour longer' }],
  async run(invocation) {
    const { sendSignal } = await import('./send-signal.ts');
    const [, step = '', given = ''] = invocation.arguments;
    const by = parseDuration(given);
    if (by === undefined || by <= 0) return printRefused(invocation, 'usage', [runTexts.wantsDuration(given)], EXIT.usage);
    return sendSignal(
      invocation,
      () => ({ type: 'extend', step, by }),
      (_run, path) => runTexts.extended(path, given),
    );
  },
};
