import { formatDuration, parseDuration } from '../../core/duration.ts';
import { isJsonObject, type Json, type JsonObject } from '../../core/json.ts';
import { ruleMessages as say } from '../../core/messages/rules.ts';
import type { RuleSubject } from '../check-rules.ts';
import type { Finding } from '../finding.ts';

/** A timeout that is over before the waits below it are: the step can only fail. Waits that may be skipped do not count. */
export function checkTimeouts({ steps }: RuleSubject): readonly Finding[] {
  return steps.flatMap(({ step, path }): readonly Finding[] => {
    const timeout = durationOf(step.timeout);
    if (timeout === undefined) return [];
    const waits = waitOf(step);
    const every = step.until === undefined ? undefined : durationOf(step.every);
    const place = { code: 'short-timeout', path: [...path, 'timeout'], severity: 'warning' } as const;
    if (waits >= timeout && waits > 0) return [{ ...place, ...say.shortTimeout(formatDuration(waits)) }];
    return every !== undefined && every >= timeout ? [{ ...place, ...say.oneLook(formatDuration(every)) }] : [];
  });
}

/** Milliseconds that a step waits at least, where that is known: its own wait, those of a group in a row, of branches the longest. */
function waitOf(step: JsonObject): number {
  const own = durationOf(step.wait) ?? 0;
  const inRow = stepsOf(step.steps).reduce((sum, one) => sum + certainWait(one), 0);
  const branches = stepsOf(step.parallel).map(certainWait);
  return own + inRow + Math.max(0, ...branches);
}

function certainWait(step: JsonObject): number {
  return step.if === undefined && step.foreach === undefined ? waitOf(step) : 0;
}

function stepsOf(value: Json | undefined): readonly JsonObject[] {
  return Array.isArray(value) ? (value as readonly Json[]).filter(isJsonObject) : [];
}

function durationOf(value: Json | undefined): number | undefined {
  return typeof value === 'string' ? parseDuration(value) : undefined;
}
