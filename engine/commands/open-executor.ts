import type { Action } from '../core/action.ts';
import type { StepExecutor } from '../core/ports.ts';
import { createRedactor } from '../core/redaction.ts';
import { namedActions } from '../core/schema/actions.ts';
import { createExecutor } from '../execute/executor.ts';
import type { ExecutorOptions } from '../execute/session.ts';
import { validateOutputs } from '../load/validate-outputs.ts';
import type { Invocation } from './command.ts';
import type { Setting } from './setting.ts';

/** The executor of this setting: the plugins, the environment, and in a world its addresses. */
export function openExecutor({ plugins }: Invocation, setting: Setting, more: Pick<ExecutorOptions, 'terminal' | 'patience'> = {}): StepExecutor {
  const names = new Map<Action, string>(namedActions(plugins).map(({ name, action }) => [action, name]));
  return createExecutor({
    plugins,
    environment: () => setting.environment(),
    redactor: createRedactor(),
    validateOutputs: (action, outputs) => validateOutputs(plugins, names.get(action) ?? '', outputs),
    ...(setting.world ? { urls: setting.world.urls } : {}),
    ...more,
  });
}
