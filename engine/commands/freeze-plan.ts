import { createHash } from 'node:crypto';
import type { Plugin } from '../core/action.ts';
import type { JsonObject } from '../core/json.ts';
import type { ActionFacts, Config, FrozenPlan, FrozenRunbook } from '../core/plan.ts';
import type { Step } from '../core/runbook.ts';
import { namedActions, paramNames, secretParams, volatileOutputs } from '../core/schema/actions.ts';
import { renderValue } from '../core/template.ts';

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
    targets: targetsOf(facts),
    folder,
    today,
    timeZone,
    config,
    actions: actionFacts(facts.plugins),
    ...(world === undefined ? {} : { world }),
  };
}

/** A short, readable, unique id: `pki-prod-deploy-20260310-k3f9`. */
export function newRunId(runbook: string, now: number, random: string): string {
  const day = new Date(now).toISOString().slice(0, 10).replaceAll('-', '');
  const tail = createHash('sha256').update(random).digest('hex').slice(0, 6);
  return `${runbook}-${day}-${tail}`;
}

/** Targets of the outermost runbook and of those that it nests, sorted: locked together, always in the same order. */
function targetsOf({ runbook, runbooks, inputs, missing, config }: FreezeFacts): readonly string[] {
  const unknown = missing.map(name => ({ path: ['inputs', name], cause: `input ${name}` }));
  const targets = [...nestedIn(runbook, runbooks)].flatMap(name => {
    const text = runbooks[name]?.document.target;
    if (text === undefined) return [];
    const rendered = renderValue(text, { values: { inputs: name === runbook ? inputs : {} }, unknown, secrets: [], timeZone: config['time-zone'] });
    return rendered.status === 'error' ? [] : typeof rendered.value === 'string' ? [rendered.value] : [];
  });
  return [...new Set(targets)].toSorted();
}

function nestedIn(name: string, runbooks: FreezeFacts['runbooks'], seen = new Set<string>()): Set<string> {
  const document = runbooks[name]?.document;
  if (!document || seen.has(name)) return seen;
  seen.add(name);
  const visit = (steps: readonly Step[]): void => {
    for (const step of steps) {
      if (step.runbook !== undefined) nestedIn(step.runbook, runbooks, seen);
      visit([...(step.steps ?? []), ...(step.parallel ?? []), ...(Array.isArray(step['on-failure']) ? (step['on-failure'] as readonly Step[]) : [])]);
    }
  };
  visit([...document.steps, ...(document['on-failure'] ?? []), ...(document.finally ?? [])]);
  return seen;
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
