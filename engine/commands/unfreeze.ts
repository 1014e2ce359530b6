import { EXIT } from '../core/exit-codes.ts';
import { targetTexts } from '../core/messages/targets.ts';
import { TARGET_ARGUMENT, printCell, withTarget } from './change-target.ts';
import { type Command, WORLD_OPTIONS } from './command.ts';
import { printRefused } from './refuse.ts';

export const unfreeze: Command = {
  name: 'unfreeze',
  summary: 'take all freezes of a target back',
  description: 'Runs that a freeze stopped go on with `runbook resume`.',
  arguments: [TARGET_ARGUMENT],
  options: [{ name: 'reason', value: 'text', summary: 'recorded with it' }, ...WORLD_OPTIONS],
  examples: [{ line: 'runbook unfreeze pki/prod --reason "incident 4711 is over"', says: 'it may be changed again' }],
  async run(invocation) {
    return withTarget(invocation, async at => {
      const { setting, target, targets, cell } = at;
      if (cell.freezes.length === 0) return printRefused(invocation, 'invalid', [targetTexts.notFrozen(target)], EXIT.usage);
      const note = { by: setting.actor.name, reason: invocation.options.text('reason') ?? '', at: setting.clock.now() };
      const changed = await targets.change(target, { type: 'unfreeze' }, note);
      if (changed.status === 'refused') return printRefused(invocation, changed.code, [changed.message], EXIT.blocked);
      return printCell(invocation, at, changed.cell, targetTexts.nowFree(target));
    });
  },
};
