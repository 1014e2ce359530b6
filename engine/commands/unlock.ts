import { EXIT } from '../core/exit-codes.ts';
import { targetTexts } from '../core/messages/targets.ts';
import { isFinished } from '../core/reduce/situation.ts';
import { TARGET_ARGUMENT, printCell, reasonOf, withTarget } from './change-target.ts';
import { type Command, WORLD_OPTIONS } from './command.ts';
import { printRefused } from './refuse.ts';

export const unlock: Command = {
  name: 'unlock',
  summary: 'break a lock that its run left behind',
  description:
    'For a lock whose run is lost: its machine is gone, or it ended and could not give the lock back. A run that can go on here keeps its lock. If the other run lives after all, it stops before its next change.',
  arguments: [TARGET_ARGUMENT],
  options: [{ name: 'reason', value: 'text', summary: 'why; it stands in the history (required)' }, ...WORLD_OPTIONS],
  examples: [{ line: 'runbook unlock pki/prod --reason "Ana\'s laptop was stolen"', says: 'the next run may start' }],
  async run(invocation) {
    return withTarget(invocation, async at => {
      const { setting, target, targets, cell } = at;
      const reason = reasonOf(invocation);
      const { holder } = cell;
      if (!holder) return printRefused(invocation, 'invalid', [targetTexts.notLocked(target)], EXIT.usage);
      const known = await (await setting.openEngine()).getRun(holder.run);
      if (known && !isFinished(known.head)) return printRefused(invocation, 'invalid', [targetTexts.alive(target, holder.run)], EXIT.usage);
      const note = { by: setting.actor.name, reason: targetTexts.unlockReason(holder.run, reason), at: setting.clock.now() };
      const changed = await targets.change(target, { type: 'release', run: holder.run }, note);
      if (changed.status === 'refused') return printRefused(invocation, changed.code, [changed.message], EXIT.blocked);
      return printCell(invocation, at, changed.cell, targetTexts.unlocked(target, holder.run));
    });
  },
};
