/** What the verbs on a target share. */
import { type Cell, isTargetName } from '../core/cell.ts';
import { EXIT, type ExitCode } from '../core/exit-codes.ts';
import { fail } from '../core/failure.ts';
import { targetTexts } from '../core/messages/targets.ts';
import type { TargetStore } from '../core/ports.ts';
import { isUnreachable } from '../durable/shared.ts';
import type { ArgumentSpec, Invocation } from './command.ts';
import { printRefused } from './refuse.ts';
import type { Setting } from './setting.ts';
import { withSetting } from './with-setting.ts';

export const TARGET_ARGUMENT: ArgumentSpec = { name: 'target', summary: 'what is changed, as runbooks name it (`pki/prod`)', required: true };

export interface AtTarget {
  readonly setting: Setting;
  readonly targets: TargetStore;
  readonly target: string;
  readonly cell: Cell;
}

/** Opens the store, reads the target's cell, and hands both over. A shared store that cannot be reached is an answer of its own. */
export async function withTarget(
  invocation: Invocation,
  body: (at: AtTarget) => Promise<ExitCode>,
  unreachable = (message: string): ExitCode => printRefused(invocation, 'targets-unreachable', [message], EXIT.blocked),
): Promise<ExitCode> {
  const [target = ''] = invocation.arguments;
  return withSetting(invocation, async setting => {
    if (!isTargetName(target)) fail({ code: 'usage', message: targetTexts.badTarget(target) });
    try {
      const targets = await setting.openTargets();
      return await body({ setting, targets, target, cell: await targets.read(target) });
    } catch (error) {
      if (!isUnreachable(error)) throw error;
      return unreachable(error.failure.message);
    }
  });
}

export function reasonOf({ options }: Invocation): string {
  const reason = options.text('reason')?.trim() ?? '';
  return reason === '' ? fail({ code: 'usage', message: targetTexts.wantsReason }) : reason;
}

/** Prints one line, or the cell for programs. */
export function printCell({ terminal, json }: Invocation, { target, setting }: Pick<AtTarget, 'target' | 'setting'>, cell: Cell, text: string): ExitCode {
  if (json) terminal.printJson(cellJson(target, cell, setting.clock.now()));
  else terminal.print(text);
  return EXIT.ok;
}

/** A cell for programs: times as text, without the freezes that are over. */
export function cellJson(target: string, { holder, freezes }: Cell, now: number): object {
  return {
    target,
    holder: holder ? { run: holder.run, starter: holder.starter, since: new Date(holder.since).toISOString() } : null,
    freezes: freezes
      .filter(({ until }) => until === undefined || until > now)
      .map(({ reason, by, at, until, run }) => ({
        reason,
        by,
        at: new Date(at).toISOString(),
        until: until === undefined ? null : new Date(until).toISOString(),
        run: run ?? null,
      })),
  };
}
