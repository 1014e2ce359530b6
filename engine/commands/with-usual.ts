import { existsSync } from 'node:fs';
import type { Plan } from '../core/planning/plan.ts';
import type { Setting } from './setting.ts';

/** A plan with how long its steps took in earlier runs. A plan leaves no trace: where there is no state yet, none is made. */
export async function withUsual(setting: Setting, plan: Plan): Promise<Plan> {
  if (!existsSync(setting.stateDirectory)) return plan;
  const usuals = await (await setting.openEngine()).usual(plan.runbook, plan.targets[0] ?? null);
  if (usuals.size === 0) return plan;
  const steps = plan.steps.map(step => {
    const usual = usuals.get(step.path);
    return usual ? { ...step, usual } : step;
  });
  const whole = usuals.get('');
  return { ...plan, steps, ...(whole ? { usual: whole } : {}) };
}
