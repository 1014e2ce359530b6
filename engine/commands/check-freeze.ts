import { freezeAt } from '../core/cell.ts';
import { EXIT, type ExitCode } from '../core/exit-codes.ts';
import { cellTexts, targetTexts } from '../core/messages/targets.ts';
import { type AtTarget, TARGET_ARGUMENT, cellJson, withTarget } from './change-target.ts';
import { type Command, WORLD_OPTIONS } from './command.ts';
import { printRefused } from './refuse.ts';

export const checkFreeze: Command = {
  name: 'check-freeze',
  summary: 'whether a target is frozen, by the exit code: for CI jobs',
  description: 'Exit 0: not frozen. Exit 4: frozen, or the shared store cannot be reached and nobody can tell (with --fail-open: exit 0).',
  arguments: [TARGET_ARGUMENT],
  options: [{ name: 'fail-open', summary: 'exit 0 where the shared store cannot be reached' }, ...WORLD_OPTIONS],
  examples: [
    { line: 'runbook check-freeze pki/prod', says: 'exit 0 or 4' },
    { line: 'runbook check-freeze pki/prod --fail-open', says: 'a store that is down stops nobody' },
  ],
  async run(invocation) {
    const { terminal, json, options } = invocation;
    const read = async ({ setting, target, cell }: AtTarget): Promise<ExitCode> => {
      const now = setting.clock.now();
      const found = freezeAt(cell, now);
      if (json) terminal.printJson({ frozen: found !== undefined, ...cellJson(target, cell, now) });
      else terminal.print(found ? cellTexts.frozen(target, found.reason, found.by, found.until) : targetTexts.notFrozen(target));
      return found ? EXIT.blocked : EXIT.ok;
    };
    return withTarget(invocation, read, message => {
      const isOpen = options.flag('fail-open');
      printRefused(invocation, 'targets-unreachable', [message, isOpen ? targetTexts.failsOpen : targetTexts.failsClosed], EXIT.blocked);
      return isOpen ? EXIT.ok : EXIT.blocked;
    });
  },
};
