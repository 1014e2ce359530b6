import type { Config, FrozenPlan } from '../core/plan.ts';
import type { StepExecutor } from '../core/ports.ts';

/** A world that was joined again serves at other addresses than those that its runs were frozen with: execs use the present ones. */
export function usePresentConnections(executor: StepExecutor, connections: Config['connections']): StepExecutor {
  const moved = new WeakMap<FrozenPlan, FrozenPlan>();
  return {
    ...executor,
    perform: (frozen, spec, io) => {
      const plan = moved.get(frozen) ?? { ...frozen, config: { ...frozen.config, connections } };
      moved.set(frozen, plan);
      return executor.perform(plan, spec, io);
    },
  };
}
