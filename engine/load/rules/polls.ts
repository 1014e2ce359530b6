import { parseDuration } from '../../core/duration.ts';
import { isJsonObject, type JsonObject } from '../../core/json.ts';
import { ruleMessages as say } from '../../core/messages/rules.ts';
import type { RuleSubject } from '../check-rules.ts';
import { actionOf, type LoadFacts } from '../facts.ts';
import type { Finding, Path } from '../finding.ts';
import type { PlacedStep } from '../placed-steps.ts';

/** Only reading steps look again; a poll has both `until` and `every`, and should end. */
export function checkPolls({ steps, facts }: RuleSubject): readonly Finding[] {
  return steps.flatMap(placed => [...checkPoll(placed, facts), ...checkWait(placed), ...checkReadings(placed, facts)]);
}

function checkPoll({ step, path, kinds }: PlacedStep, facts: LoadFacts): readonly Finding[] {
  const [kind] = kinds;
  const isPoll = step.until !== undefined || step.every !== undefined;
  if (!isPoll || (kind !== 'uses' && kind !== 'run')) return [];
  if (kind === 'uses' && !actionOf(step, facts)) return [];
  const what = changing(step, facts);
  const key = step.until === undefined ? 'every' : 'until';
  if (what !== undefined) return [{ code: 'not-a-reading-step', path: [...path, key], key: true, ...say.onlyReading(key, what) }];
  if (step.until === undefined) return [{ code: 'every-without-until', path: [...path, 'every'], key: true, ...say.everyWithoutUntil }];
  if (step.every === undefined) return [{ code: 'until-without-every', path: [...path, 'until'], key: true, ...say.untilWithoutEvery }];
  return checkRhythm(step, path, [...path, 'until']);
}

function checkWait({ step, path }: PlacedStep): readonly Finding[] {
  // Without a rhythm another finding says so.
  return isJsonObject(step.wait) && step.wait.every !== undefined
    ? checkRhythm(step.wait, [...path, 'wait'], [...path, 'wait', 'until'], step.timeout !== undefined)
    : [];
}

function checkRhythm(poll: JsonObject, path: Path, until: Path, hasOuterTimeout = false): readonly Finding[] {
  const isZero = typeof poll.every === 'string' && parseDuration(poll.every) === 0;
  if (isZero) return [{ code: 'out-of-range', path: [...path, 'every'], ...say.everyZero }];
  return poll.timeout === undefined && !hasOuterTimeout
    ? [{ code: 'poll-without-timeout', path: until, key: true, severity: 'warning', ...say.noTimeout }]
    : [];
}

/** A step inside `check` or `verify` reads. */
function checkReadings({ step, path }: PlacedStep, facts: LoadFacts): readonly Finding[] {
  return ['check', 'verify'].flatMap(key => {
    const reading = step[key];
    const action = isJsonObject(reading) ? actionOf(reading, facts) : undefined;
    return !action || action.action.effect === 'read' ? [] : [{ code: 'not-a-reading-step', path: [...path, key, 'uses'], ...say.changes(action.name) }];
  });
}

/** What makes it more than a reading step; undefined for a reading one. */
function changing(step: JsonObject, facts: LoadFacts): string | undefined {
  if (typeof step.uses === 'string') return actionOf(step, facts)?.action.effect === 'read' ? undefined : step.uses;
  return step.effect === 'read' ? undefined : 'this command';
}
