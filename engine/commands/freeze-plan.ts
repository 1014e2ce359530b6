import type { Plugin } from '../core/action.ts';
import type { JsonObject } from '../core/json.ts';
import type { ActionFacts, Config, FrozenPlan, FrozenRunbook } from '../core/plan.ts';
import { namedActions, paramNames, secretParams, volatileOutputs } from '../core/schema/actions.ts';
import { targetsOf } from '../core/targets-of.ts';

export interface FreezeFacts {
  readonly plugins: readonly Plugin[];
  readonly runbook: string;
  readonly runbooks: Readonly<Record<string, FrozenRunbook>>;
  readonly inputs: JsonObject;
  /** Names of inputs without a value; only a plan has any. */
  readonly missing: readonly string[];
  readonly folder: string;
  readonly today: string;
  readonly config: Config;
  readonly world?: string;
}

/** Everything that a run needs, as it is now. */
export function freezePlan(facts: FreezeFacts): FrozenPlan {
  const { runbook, runbooks, inputs, folder, today, config, world } = facts;
  const timeZone = config['time-zone'];
  return {
    v: 1,
    runbook,
    runbooks,
    inputs,
    targets: targetsOf({ ...facts, timeZone }),
    folder,
    today,
    timeZone,
    config,
    actions: actionFacts(facts.plugins),
    ...(world === undefined ? {} : { world }),
  };
}

function actionFacts(plugins: readonly Plugin[]): Readonly<Record<string, ActionFacts>> {
  const byName = new Map(plugins.map(plugin => [plugin.name, plugin]));
  const entries = namedActions(plugins).map(({ name, action }): readonly [string, ActionFacts] => {
    const plugin = name.slice(0, name.indexOf('.'));
    const { version, effect, interrupted } = action;
    const volatile = volatileOutputs(action);
    return [
      name,
      {
        plugin,
        needsConnection: byName.get(plugin)?.needsConnection !== false,
        version,
        effect,
        interrupted,
        hasCheck: action.check !== undefined,
        hasVerify: action.verify !== undefined,
        params: paramNames(action),
        secretParams: secretParams(action),
        ...(volatile.length > 0 ? { volatile } : {}),
        ...(action.settleAfter === undefined ? {} : { settleAfter: action.settleAfter }),
      },
    ];
  });
  return Object.fromEntries(entries);
}
