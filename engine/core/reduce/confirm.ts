import type { Failure } from '../failure.ts';
import type { Json, JsonObject } from '../json.ts';
import { stepAt } from '../program.ts';
import type { Guard, Step } from '../runbook.ts';
import { scheduleLook, startExec } from './attempt.ts';
import type { Draft } from './draft.ts';
import { type Result, conditionAt, evaluateAt } from './evaluate.ts';
import { failAttempt, finishStep } from './finish.ts';
import { hasReadingVerify } from './look.ts';
import { inOwnWords, messageOf } from './own-words.ts';

/** What came out is journaled; now add the step's own outputs, see whether a poll is over, and whether it really worked. */
export function confirmStep(d: Draft, path: string, raw: JsonObject): void {
  const { step, kind } = stepAt(d.program, path);
  const isBlind = nothingSeen(d, path, raw);
  const outputs = isBlind ? { ok: true as const, value: raw } : addOutputs(d, path, step, raw);
  if (!outputs.ok) return notConfirmed(d, path, raw, outputs.failure);
  if (step.until !== undefined && !isBlind && (kind === 'uses' || kind === 'run')) {
    const over = conditionAt(d, path, step.until, { outputs: outputs.value, now: d.now });
    if (!over.ok) return notConfirmed(d, path, raw, over.failure);
    if (!noteLook(d, path, outputs.value, over.value)) return;
  }
  d.change(path, { outputs: outputs.value });
  const guard = isBlind ? undefined : checkGuards(d, path, step, outputs.value);
  if (guard) return notConfirmed(d, path, raw, guard);
  if (!hasReadingVerify(d.program, step)) return finishStep(d, path, { status: 'succeeded', outputs: outputs.value });
  startExec(d, path, 'confirm', { outputs: raw });
}

/** It was done, and is not as it should be: what came is kept, so that a person may have it looked at again. */
function notConfirmed(d: Draft, path: string, raw: JsonObject, failure: Failure): void {
  d.change(path, { came: raw });
  failAttempt(d, path, failure);
}

/**
 * Done, but by nobody we watched: a check or a person said so, and there is no output. What the step says about its outputs
 * cannot be asked then; a `verify` that reads the world still is.
 */
function nothingSeen(d: Draft, path: string, raw: JsonObject): boolean {
  return d.node(path)?.recovered === true && Object.keys(raw).length === 0;
}

/** The step's `outputs:` on top of the action's own, in order; each sees those before it. */
export function addOutputs(d: Draft, path: string, step: Step, raw: JsonObject): Result<JsonObject> {
  const outputs: Record<string, Json> = { ...raw };
  for (const [name, text] of Object.entries(step.outputs ?? {})) {
    const value = evaluateAt(d, path, text, { outputs, now: d.now });
    if (!value.ok) return value;
    outputs[name] = value.value;
  }
  return { ok: true, value: outputs };
}

/** Counts a look of a poll; where it is not over, sets the next one. True when it is over. */
function noteLook(d: Draft, path: string, outputs: JsonObject, over: boolean): boolean {
  const node = d.node(path);
  const looks = (node?.looks ?? 0) + 1;
  const isNew = JSON.stringify(node?.outputs) !== JSON.stringify(outputs);
  d.change(path, { looks, misses: 0, outputs });
  if (isNew) d.emit({ type: 'step-looked', path, looks, outputs });
  if (over) return true;
  if (node?.deadline !== undefined && d.now >= node.deadline) failAttempt(d, path, timedOut(d, path));
  else scheduleLook(d, path);
  return false;
}

/** The failure of a step whose time is over. */
export function timedOut(d: Draft, path: string): Failure {
  const { step } = stepAt(d.program, path);
  const what = step.until === undefined ? 'It did not end' : `\`${step.until}\` did not become true`;
  return inOwnWords(d, path, { code: 'timeout', message: `${what} within ${step.timeout ?? 'its time'}.` });
}

/** `verify` as an expression or a list of guards: the first that does not hold fails the step. */
function checkGuards(d: Draft, path: string, step: Step, outputs: JsonObject): Failure | undefined {
  for (const { that, message } of guardsOf(step)) {
    const held = conditionAt(d, path, that, { outputs, now: d.now });
    if (!held.ok) return held.failure;
    if (held.value) continue;
    const said = messageOf(d, path, message === undefined ? step : { message });
    return { code: 'verify', message: `\`${that}\` does not hold.`, ...said, data: { that } };
  }
  return undefined;
}

function guardsOf(step: Step): readonly (Omit<Guard, 'message'> & { readonly message?: string })[] {
  if (typeof step.verify === 'string') return [{ that: step.verify }];
  return Array.isArray(step.verify) ? (step.verify as readonly Guard[]) : [];
}
