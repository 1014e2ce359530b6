import type { ExecSpec, Outcome } from '../core/events.ts';
import type { FrozenPlan } from '../core/plan.ts';
import type { Plan } from '../core/planning/plan.ts';
import { planRunbook } from '../core/planning/plan-runbook.ts';
import { compileProgram } from '../core/program.ts';
import type { Invocation } from './command.ts';
import type { Setting } from './setting.ts';

type Read = (spec: ExecSpec) => Promise<Outcome>;

/** A read of a plan has 10 seconds and one try. */
const PATIENCE = { read: 10_000, pauses: [], change: 0 };

export interface PlanFacts {
  readonly frozen: FrozenPlan;
  readonly missing: readonly string[];
  readonly offline: boolean;
  readonly override: string;
}

/** Plans what was frozen, in a setting: with its reads, and without a change. */
export async function makePlan(invocation: Invocation, setting: Setting, { frozen, missing, offline, override }: PlanFacts): Promise<Plan> {
  return planRunbook(compileProgram(frozen), {
    starter: setting.actor.name,
    override,
    now: setting.clock.now(),
    missing,
    offline,
    read: lazily(() => reader(invocation, setting, frozen)),
  });
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
