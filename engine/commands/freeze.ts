import { EXIT } from '../core/exit-codes.ts';
import { momentTexts, targetTexts } from '../core/messages/targets.ts';
import { parseMoment } from '../core/moment.ts';
import { TARGET_ARGUMENT, printCell, reasonOf, withTarget } from './change-target.ts';
import { type Command, WORLD_OPTIONS } from './command.ts';
import { printRefused } from './refuse.ts';

export const freeze: Command = {
  name: 'freeze',
  summary: 'record why a target must not be changed now',
  description:
    'No run starts on a frozen target, and one that is under way stops before its next change, except inside a group marked `no-stop` and while it cleans up. Runbooks that say `during-freeze: true` go on.',
  arguments: [TARGET_ARGUMENT],
  options: [
    { name: 'reason', value: 'text', summary: 'why; whoever is stopped reads it (required)' },
    { name: 'until', value: 'time', summary: 'when it ends by itself: 2h, 2026-03-10, 2026-03-10T17:00' },
    ...WORLD_OPTIONS,
  ],
  examples: [
    { line: 'runbook freeze pki/prod --reason "incident 4711"', says: 'until somebody takes it back' },
    { line: 'runbook freeze pki/prod --reason "release day" --until 2026-03-10T17:00', says: 'ends by itself' },
  ],
  async run(invocation) {
    return withTarget(invocation, async at => {
      const { setting, target, targets } = at;
      const reason = reasonOf(invocation);
      const now = setting.clock.now();
      const given = invocation.options.text('until');
      const until = given === undefined ? undefined : parseMoment(given, setting.config['time-zone'], now);
      if (given !== undefined && until === undefined) return printRefused(invocation, 'usage', [momentTexts.none(given)], EXIT.usage);
      if (until !== undefined && until <= now) return printRefused(invocation, 'usage', [targetTexts.past(given ?? '')], EXIT.usage);
      const note = { by: setting.actor.name, reason, at: now };
      const entry = { ...note, ...(until === undefined ? {} : { until }) };
      const changed = await targets.change(target, { type: 'freeze', freeze: entry }, note);
      if (changed.status === 'refused') return printRefused(invocation, changed.code, [changed.message], EXIT.blocked);
      return printCell(invocation, at, changed.cell, targetTexts.nowFrozen(target, until));
    });
  },
};
