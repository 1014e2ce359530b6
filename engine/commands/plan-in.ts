import { EXIT, type ExitCode } from '../core/exit-codes.ts';
import type { ExecSpec, Outcome } from '../core/events.ts';
import { planRunbook } from '../core/planning/plan-runbook.ts';
import { compileProgram } from '../core/program.ts';
import { windowState } from '../core/window.ts';
import type { FrozenPlan } from '../core/plan.ts';
import { planLines } from '../report/plan-lines.ts';
import type { Invocation } from './command.ts';
import { openExecutor } from './open-executor.ts';
import { prepareRun } from './prepare.ts';
import { printInvalid, printRefused } from './refuse.ts';
import type { Setting } from './setting.ts';

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
    read: await reader(invocation, setting, plan),
  });
  const window = windowState(document.window, setting.config, setting.clock.now());
  const notes = [...planned.notes, ...(window.open ? (window.note === undefined ? [] : [window.note]) : [window.why])];
  const full = { ...planned, notes };
  if (invocation.json) invocation.terminal.printJson(full);
  else invocation.terminal.print(planLines(full, invocation.terminal.color).join('\n'));
  return planned.failedReads > 0 ? EXIT.failed : EXIT.ok;
}

async function reader(invocation: Invocation, setting: Setting, plan: FrozenPlan): Promise<(spec: ExecSpec) => Promise<Outcome>> {
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
