import { stopAt } from '../core/cell.ts';
import { EXIT } from '../core/exit-codes.ts';
import { fidelityOf } from '../core/planning/fidelity.ts';
import type { Engine, RunSnapshot } from '../core/ports.ts';
import { isFinished } from '../core/reduce/situation.ts';
import { type Command, RUN_ARGUMENT, WORLD_OPTIONS } from './command.ts';
import { readCell } from './read-cell.ts';
import { readRecords } from './read-records.ts';
import { withSetting } from './with-setting.ts';

export const status: Command = {
  name: 'status',
  summary: 'where a run stands',
  description: 'Prints each step that was reached, what waits, who drives the run, and what can be done now.',
  arguments: [RUN_ARGUMENT],
  options: WORLD_OPTIONS,
  examples: [
    { line: 'runbook status last', says: 'the newest run' },
    { line: 'runbook status last --json', says: 'for programs' },
  ],
  async run(invocation) {
    const [{ findRun }, { statusLines }, { fidelityLines }] = await Promise.all([
      import('./find-run.ts'),
      import('../report/status-lines.ts'),
      import('../report/fidelity-lines.ts'),
    ]);
    return withSetting(invocation, async setting => {
      const engine = await setting.openEngine();
      const snapshot = await findRun(engine, invocation.arguments[0] ?? '');
      const { nodes, owner, plan } = snapshot;
      const { parked: left, ...head } = snapshot.head;
      if (invocation.json) {
        const steps = nodes
          .filter(({ path }) => path !== '')
          .map(({ path, status: state, attempt, outputs, failure, reason, gate }) => ({ path, status: state, attempt, outputs, failure, reason, gate }));
        invocation.terminal.printJson({
          ...head,
          runbook: plan.runbook,
          target: plan.targets[0] ?? null,
          ...(left ? { why: left.why } : {}),
          parked: !isFinished(head) && !owner?.alive,
          owner: owner ?? null,
          fidelity: fidelityOf(plan, await readRecords(engine, snapshot)),
          steps,
        });
      } else {
        const told = fidelityLines(plan, fidelityOf(plan, await readRecords(engine, snapshot)));
        invocation.terminal.print(
          [
            ...statusLines(snapshot, await engine.usual(plan.runbook, plan.targets[0] ?? null)),
            ...told,
            ...(await blocksOf(engine, snapshot, setting.clock.now())),
          ].join('\n'),
        );
      }
      return EXIT.ok;
    });
  },
};

/** What would stop a parked run before its next change: a freeze, or another's lock. */
async function blocksOf(engine: Engine, { plan, head, owner }: RunSnapshot, now: number): Promise<readonly string[]> {
  if (isFinished(head) || owner?.alive) return [];
  const blocks: string[] = [];
  for (const target of plan.targets) {
    const cell = await readCell(engine, target);
    const stop = typeof cell === 'string' ? cell : stopAt(target, cell, head.run, now);
    if (stop !== undefined) blocks.push(stop);
  }
  return blocks;
}
