import { existsSync } from 'node:fs';
import { EXIT, type ExitCode } from '../core/exit-codes.ts';
import type { ExecSpec, Outcome } from '../core/events.ts';
import { planRunbook } from '../core/planning/plan-runbook.ts';
import { compileProgram } from '../core/program.ts';
import { heldText } from '../core/cell.ts';
import { cellTexts } from '../core/messages/targets.ts';
import { type WindowState, windowState } from '../core/window.ts';
import type { FrozenPlan } from '../core/plan.ts';
import { planLines } from '../report/plan-lines.ts';
import type { Invocation } from './command.ts';
import { prepareRun } from './prepare.ts';
import { readCell } from './read-cell.ts';
import { printInvalid, printRefused } from './refuse.ts';
import type { Setting } from './setting.ts';

type Read = (spec: ExecSpec) => Promise<Outcome>;

/** A read of a plan has 10 seconds and one try. */
const PATIENCE = { read: 10_000, pauses: [], change: 0 };

/** Plans in a setting and prints it. Exit 1 where a read got no answer. */
export async function planIn(invocation: Invocation, setting: Setting): Promise<ExitCode> {
  const prepared = await prepareRun(invocation, setting, 'unknown');
  if (prepared.status === 'invalid') return printInvalid(invocation, prepared.diagnostics);
  if (prepared.status === 'refused') return printRefused(invocation, 'inputs', prepared.messages, EXIT.usage);
  const { plan, missing, document } = prepared;
  const planned = await planRunbook(compileProgram(plan), {
    starter: setting.actor.name,
    override: invocation.options.text('override') ?? '',
    now: setting.clock.now(),
    missing,
    offline: invocation.options.flag('offline'),
    read: lazily(() => reader(invocation, setting, plan)),
  });
  const window = windowState(document.window, plan.config, setting.clock.now());
  const inTheWay = await blocksOf(setting, plan);
  const full = { ...planned, notes: [...planned.notes, ...windowNotes(window), ...inTheWay] };
  if (invocation.json) invocation.terminal.printJson(full);
  else invocation.terminal.print(planLines(full, invocation.terminal.color).join('\n'));
  return planned.failedReads > 0 ? EXIT.failed : EXIT.ok;
}

function windowNotes(window: WindowState): readonly string[] {
  if (!window.open) return [window.why];
  return window.note === undefined ? [] : [window.note];
}

/** Locks and freezes that a run would meet now. A plan leaves no trace: where there is no state yet, none is made. */
async function blocksOf(setting: Setting, plan: FrozenPlan): Promise<readonly string[]> {
  if (plan.targets.length === 0 || (!setting.config.targets && !existsSync(setting.stateDirectory))) return [];
  const engine = await setting.openEngine();
  const notes = await Promise.all(
    plan.targets.map(async target => {
      const cell = await readCell(engine, target);
      if (typeof cell === 'string') return [cell];
      const { holder, freezes } = cell;
      const held = holder ? [heldText(target, holder)] : [];
      return [...held, ...freezes.map(freeze => cellTexts.frozen(target, freeze.reason, freeze.by, freeze.until))];
    }),
  );
  return notes.flat();
}

/** An offline plan reads nothing: the executor is loaded with the first read. */
function lazily(open: () => Promise<Read>): Read {
  let opened: Promise<Read> | undefined;
  return async spec => (await (opened ??= open()))(spec);
}

async function reader(invocation: Invocation, setting: Setting, plan: FrozenPlan): Promise<Read> {
  const { openExecutor } = await import('./open-executor.ts');
  const executor = openExecutor(invocation, setting, { patience: PATIENCE });
  return spec =>
    executor.perform(
      plan,
      { ...spec, timeout: 10_000 },
      {
        key: `${spec.path}#1/plan`,
        run: 'plan',
        token: 'plan',
        signal: new AbortController().signal,
        now: () => setting.clock.now(),
        log: () => {},
        onProcess: () => {},
      },
    );
}
