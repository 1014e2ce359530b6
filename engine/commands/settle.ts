import { EXIT } from '../core/exit-codes.ts';
import { runTexts } from '../core/messages/running.ts';
import { type Command, RUN_ARGUMENT, STEP_ARGUMENT, WORLD_OPTIONS } from './command.ts';
import { printRefused } from './refuse.ts';

export const settle: Command = {
  name: 'settle',
  summary: 'say what became of a step whose outcome is unknown',
  description: 'After a crash nobody may know whether a step had its effect. Look for yourself, then say: done (go on), redo (do it again), fail.',
  arguments: [RUN_ARGUMENT, STEP_ARGUMENT, { name: 'outcome', summary: 'done, redo or fail', required: true }],
  options: WORLD_OPTIONS,
  examples: [{ line: 'runbook settle last announce done', says: 'it had happened' }],
  async run(invocation) {
    const { sendSignal } = await import('./send-signal.ts');
    const [, step = '', as] = invocation.arguments;
    if (as !== 'done' && as !== 'redo' && as !== 'fail') return printRefused(invocation, 'usage', [runTexts.settleWants], EXIT.usage);
    return sendSignal(
      invocation,
      () => ({ type: 'settle', step, as }),
      () => runTexts.accepted(`settled as ${as}`, step),
    );
  },
};
