import { existsSync } from 'node:fs';
import { EXIT, type ExitCode } from '../core/exit-codes.ts';
import { differenceTexts } from '../core/messages/differences.ts';
import { type SavedPlan, toSavedPlan } from '../core/planning/saved-plan.ts';
import { heldText } from '../core/cell.ts';
import { cellTexts } from '../core/messages/targets.ts';
import { type WindowState, windowState } from '../core/window.ts';
import type { FrozenPlan } from '../core/plan.ts';
import { planLines } from '../report/plan-lines.ts';
import type { Invocation } from './command.ts';
import { makePlan } from './make-plan.ts';
import { prepareRun } from './prepare.ts';
import { readCell } from './read-cell.ts';
import { printInvalid, printRefused } from './refuse.ts';
import type { Setting } from './setting.ts';
import { withUsual } from './with-usual.ts';

/** Plans in a setting and prints it. Exit 1 where a read got no answer. */
export async function planIn(invocation: Invocation, setting: Setting): Promise<ExitCode> {
  const prepared = await prepareRun(invocation, setting, 'unknown');
  if (prepared.status === 'invalid') return printInvalid(invocation, prepared.diagnostics);
  if (prepared.status === 'refused') return printRefused(invocation, 'inputs', prepared.messages, EXIT.usage);
  const { plan, missing, document } = prepared;
  const output = invocation.options.text('output');
  if (output !== undefined && missing.length > 0) return printRefused(invocation, 'inputs', [differenceTexts.missing(missing)], EXIT.usage);
  const facts = { offline: invocation.options.flag('offline'), override: invocation.options.text('override') ?? '' };
  const planned = await withUsual(setting, await makePlan(invocation, setting, { ...facts, frozen: plan, missing }));
  const window = windowState(document.window, plan.config, setting.clock.now());
  const inTheWay = await blocksOf(setting, plan);
  const full = { ...planned, notes: [...planned.notes, ...windowNotes(window), ...inTheWay] };
  if (invocation.json) invocation.terminal.printJson(full);
  else invocation.terminal.print(planLines(full, invocation.terminal.color, plan.timeZone).join('\n'));
  if (output !== undefined) await save(invocation, toSavedPlan(planned, plan, { ...facts, ...madeBy(setting) }), output);
  return planned.failedReads > 0 ? EXIT.failed : EXIT.ok;
}

async function save({ cwd, json, terminal }: Invocation, plan: Omit<SavedPlan, 'hash'>, output: string): Promise<void> {
  const { writeSavedPlan } = await import('./saved-plan-file.ts');
  const { hash } = writeSavedPlan(output, cwd, plan);
  if (!json) terminal.print(differenceTexts.saved(output, hash));
}

/** Who makes a plan now, by this setting's clock. */
export function madeBy({ clock, actor }: Setting): { readonly at: string; readonly by: string } {
  return { at: new Date(clock.now()).toISOString(), by: actor.name };
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
