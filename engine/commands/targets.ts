import { type NamedCell, isTargetName } from '../core/cell.ts';
import { EXIT } from '../core/exit-codes.ts';
import { targetTexts as say } from '../core/messages/targets.ts';
import { isUnreachable } from '../durable/shared.ts';
import { cellJson } from './change-target.ts';
import { type Command, WORLD_OPTIONS } from './command.ts';
import { printRefused } from './refuse.ts';
import { table } from './table.ts';
import { withSetting } from './with-setting.ts';

export const targets: Command = {
  name: 'targets',
  summary: 'which targets are locked or frozen, by whom, since when and why',
  arguments: [{ name: 'target', summary: 'only this one', required: false }],
  options: WORLD_OPTIONS,
  examples: [
    { line: 'runbook targets', says: 'all that are locked or frozen' },
    { line: 'runbook targets --json', says: 'for programs' },
  ],
  async run(invocation) {
    const { terminal, json } = invocation;
    const [only] = invocation.arguments;
    return withSetting(invocation, async setting => {
      if (only !== undefined && !isTargetName(only)) return printRefused(invocation, 'usage', [say.badTarget(only)], EXIT.usage);
      try {
        const store = await setting.openTargets();
        const found = only === undefined ? await store.list() : [{ target: only, cell: await store.read(only) }];
        const now = setting.clock.now();
        const rows = found.flatMap(named => rowsOf(named, now));
        if (json) terminal.printJson({ targets: found.map(({ target, cell }) => cellJson(target, cell, now)) });
        else terminal.print(rows.length === 0 ? say.noneInUse : table([say.columns, ...rows], terminal.width()));
        return EXIT.ok;
      } catch (error) {
        if (!isUnreachable(error)) throw error;
        return printRefused(invocation, 'targets-unreachable', [error.failure.message], EXIT.blocked);
      }
    });
  },
};

function rowsOf({ target, cell: { holder, freezes } }: NamedCell, now: number): readonly (readonly string[])[] {
  const time = (at: number | undefined): string => (at === undefined ? '' : new Date(at).toISOString());
  const held = holder ? [[target, say.locked, holder.starter, time(holder.since), '', say.forRun(holder.run)]] : [];
  const frozen = freezes.filter(({ until }) => until === undefined || until > now);
  return [...held, ...frozen.map(({ by, at, until, reason }) => [target, say.frozen, by, time(at), time(until), reason])];
}
