import { isJsonObject, type Json } from '../../core/json.ts';
import { ruleMessages as say } from '../../core/messages/rules.ts';
import { nearestName } from '../../core/nearest.ts';
import type { Config } from '../../core/plan.ts';
import type { RuleSubject } from '../check-rules.ts';
import type { Finding } from '../finding.ts';
import type { PlacedStep } from '../placed-steps.ts';

/**
 * Names that the configuration gives a meaning. Where it has none of the kind at all, a warning is enough: a runbook is
 * also read, planned and rehearsed on machines without a configuration.
 */
export function checkConfigNames({ document, steps, facts, config }: RuleSubject): readonly Finding[] {
  return [
    ...steps.flatMap(placed => [...checkGroups(placed, config), ...checkConnection(placed, facts.actions, config)]),
    ...checkCalendar(document.window, config),
  ];
}

function checkGroups({ step, path }: PlacedStep, config: Config): readonly Finding[] {
  const by = isJsonObject(step.approve) ? step.approve.by : undefined;
  if (!isJsonObject(step.approve) || !Array.isArray(by)) return [];
  const known = Object.keys(config.groups);
  const unknown = (by as readonly Json[]).flatMap((name, index): readonly Finding[] =>
    typeof name !== 'string' || known.includes(name)
      ? []
      : [
          {
            code: 'unknown-group',
            path: [...path, 'approve', 'by', index],
            severity: severity(known),
            ...say.unknownGroup(name, nearestName(name, known), known),
          },
        ],
  );
  if (unknown.length > 0) return unknown;
  const people = new Set((by as readonly Json[]).flatMap(name => (typeof name === 'string' ? (config.groups[name] ?? []) : [])));
  const { min = 1, 'not-starter': notStarter } = step.approve;
  if (typeof min !== 'number') return [];
  if (min > people.size) return [{ code: 'too-few-approvers', path: [...path, 'approve', 'min'], ...say.tooFewApprovers(min, people.size) }];
  const isLone = notStarter === true && min === people.size;
  return isLone
    ? [{ code: 'lone-approvers', path: [...path, 'approve', 'not-starter'], key: true, severity: 'warning', ...say.loneApprovers([...people], min) }]
    : [];
}

function checkConnection({ step, path }: PlacedStep, actions: RuleSubject['facts']['actions'], config: Config): readonly Finding[] {
  if (typeof step.connection !== 'string' || typeof step.uses !== 'string') return [];
  const has = Object.hasOwn(config.connections, step.connection) ? config.connections[step.connection] : undefined;
  const wants = actions.get(step.uses)?.plugin.name;
  if (!has || wants === undefined || has.plugin === wants) return [];
  return [{ code: 'foreign-connection', path: [...path, 'connection'], ...say.foreignConnection(step.connection, has.plugin, wants) }];
}

function checkCalendar(window: Json | undefined, config: Config): readonly Finding[] {
  const name = isJsonObject(window) ? window['not-day-before'] : undefined;
  const known = Object.keys(config.holidays);
  if (typeof name !== 'string' || known.includes(name)) return [];
  return [{ code: 'unknown-calendar', path: ['window', 'not-day-before'], severity: severity(known), ...say.unknownCalendar(name, nearestName(name, known)) }];
}

function severity(known: readonly string[]): 'error' | 'warning' {
  return known.length > 0 ? 'error' : 'warning';
}
