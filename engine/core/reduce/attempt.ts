import type { ExecSpec, Outcome, Work } from '../events.ts';
import type { Failure } from '../failure.ts';
import { type JsonObject, unreachable, toPlainJson } from '../json.ts';
import { ROOT } from '../paths.ts';
import { documentOf, stepAt } from '../program.ts';
import { NO_WORK, connectionOf, actionOf, resolveReading, resolveStepWork } from '../resolve-work.ts';
import type { NodeState, Phase } from '../state.ts';
import type { Draft } from './draft.ts';
import { setDeadline } from './deadline.ts';
import { durationAt } from './evaluate.ts';
import { askForLogin } from './failure-gate.ts';
import { failAttempt, failStep, finishStep, isEnding } from './finish.ts';
import { openGate } from './gates.ts';
import { execKey, timerKey } from './keys.ts';
import { effectOf, hasReadingCheck, interruptedRule, needsLook } from './look.ts';

/** Whether a `uses` step has no connection and is done by hand, by its `manual` text. */
export function byHand(d: Draft, path: string): boolean {
  const entry = stepAt(d.program, path);
  const { step } = entry;
  if (step.uses === undefined || step.manual === undefined || !actionOf(d.program, step.uses).needsConnection) return false;
  const name = connectionOf(d.program, entry);
  return name === undefined || d.program.plan.config.connections[name] === undefined;
}

/** Begins the current attempt of a `uses` or `run` step: look first where there is something to look at. */
export function beginAttempt(d: Draft, path: string): void {
  const resolved = resolveStepWork(d, path);
  if (resolved.status !== 'known') return failAttempt(d, path, resolved.status === 'failed' ? resolved.failure : unknownAtRun(resolved.causes));
  d.change(path, { status: 'running', work: resolved.work, wakeAt: undefined, effects: undefined, lost: undefined });
  return needsLook(d, path) ? startExec(d, path, 'look') : startDo(d, path);
}

/** The next attempt, under a new number: its keys are new, so late answers of the last one are ignored. */
export function nextAttempt(d: Draft, path: string): void {
  const node = d.change(path, {
    attempt: (d.node(path)?.attempt ?? 0) + 1,
    failure: undefined,
    execs: 0,
    looks: undefined,
    misses: undefined,
    came: undefined,
  });
  d.emit({ type: 'step-started', path, attempt: node.attempt, ...started(d, path) });
  if (setDeadline(d, path)) beginAttempt(d, path);
}

/** A change that nobody can look for has happened: only its confirmation is tried again. */
export function confirmAgain(d: Draft, path: string, did: JsonObject): void {
  const node = d.change(path, { attempt: (d.node(path)?.attempt ?? 0) + 1, failure: undefined, execs: 0, status: 'running' });
  d.emit({ type: 'step-started', path, attempt: node.attempt, ...started(d, path) });
  d.then({ task: 'confirm', path, outputs: did });
}

/** Applies how an exec ended to the phase it was in. */
export function applyOutcome(d: Draft, path: string, before: NodeState, outcome: Outcome): void {
  const node = d.change(path, { exec: undefined, kills: killsAfter(before, outcome) });
  if (outcome.status === 'interrupted' && (outcome.failure.code === 'not-begun' || (node.phase !== 'do' && isEnding(d, path)))) {
    return finishStep(d, path, { status: 'cancelled', failure: outcome.failure });
  }
  if (outcome.status === 'failed' && outcome.failure.code === 'credentials' && wantsLogin(d, path, node, outcome.failure)) return;
  if (outcome.status === 'failed' && isKilled(outcome.failure) && mayGoAgain(d, path)) return readAgain(d, path, node);
  switch (node.phase) {
    case 'look':
      return afterLook(d, path, outcome);
    case 'do':
      return afterDo(d, path, node, outcome);
    case 'confirm':
      return afterConfirm(d, path, outcome);
    case 'settle':
      return afterSettle(d, path, node, outcome);
    case undefined:
      return;
    default:
      return unreachable(node.phase);
  }
}

/** Where the confirmation needs the login, what the do gave is kept: it is not done again. */
function wantsLogin(d: Draft, path: string, { phase, outputs = {} }: NodeState, failure: Failure): boolean {
  if (!askForLogin(d, path, failure)) return false;
  if (phase === 'confirm') d.change(path, { came: outputs });
  return true;
}

/** Starts one exec of the step in a phase. */
export function startExec(d: Draft, path: string, phase: Phase, more: Pick<ExecSpec, 'outputs'> = {}): void {
  const { step } = stepAt(d.program, path);
  const before = d.change(path, { phase, execs: (d.node(path)?.execs ?? 0) + 1, status: 'running' });
  const work = before.work ?? NO_WORK;
  const extra: { check?: Work; verify?: Work } = {};
  for (const part of partsOf(phase)) {
    const reading = step[part];
    if (typeof reading !== 'object' || Array.isArray(reading)) continue;
    const resolved = resolveReading(d, path, reading as Exclude<typeof reading, readonly unknown[]>, more.outputs);
    if (resolved.status === 'failed') return failAttempt(d, path, resolved.failure);
    extra[part] = resolved.work;
  }
  const timeout = phase === 'do' && step.until === undefined && step.timeout !== undefined ? durationAt(d, path, step.timeout) : undefined;
  if (timeout && !timeout.ok) return failAttempt(d, path, timeout.failure);
  const key = execKey(path, before.attempt, phase, before.execs ?? 1);
  const claimed = phase === 'do' && effectOf(d, step) !== 'read';
  const stoppable = claimed && isStoppable(d, path) ? { stoppable: true as const } : {};
  d.change(path, { exec: key });
  const effects = phase === 'do' && before.effects ? { effects: before.effects } : {};
  d.effect({
    type: 'exec',
    key,
    spec: { path, attempt: before.attempt, phase, work, claimed, ...stoppable, ...extra, ...more, ...effects, ...(timeout ? { timeout: timeout.value } : {}) },
  });
}

/** Not where stopping would do harm: in a `no-stop` group, in what cleans up, in a runbook made for freezes (the outermost one's word). */
function isStoppable(d: Draft, path: string): boolean {
  const { noStop, inCleanup } = stepAt(d.program, path);
  return !noStop && !inCleanup && documentOf(d.program, ROOT)['during-freeze'] !== true;
}

function startDo(d: Draft, path: string): void {
  const node = d.node(path);
  if (node?.work && (node.looks ?? 0) === 0) {
    d.emit({ type: 'step-doing', path, attempt: node.attempt, spec: toPlainJson(node.work), effects: node.effects ?? [] });
  }
  startExec(d, path, 'do');
}

/** Looks again, for a poll whose time has come. */
export function lookAgain(d: Draft, path: string): void {
  d.change(path, { wakeAt: undefined });
  beginAttempt(d, path);
}

function afterLook(d: Draft, path: string, outcome: Outcome): void {
  if (outcome.status !== 'ok') return failAttempt(d, path, outcome.failure);
  if (outcome.done) {
    d.change(path, { recovered: true });
    return d.then({ task: 'confirm', path, outputs: outcome.outputs ?? {} });
  }
  if (isEnding(d, path)) return finishStep(d, path, { status: 'cancelled' });
  const { kind } = stepAt(d.program, path);
  if (kind !== 'uses' && kind !== 'run') return d.then({ task: 'begin', path });
  d.change(path, { effects: outcome.effects ?? [] });
  startDo(d, path);
}

function afterDo(d: Draft, path: string, node: NodeState, outcome: Outcome): void {
  if ('performed' in outcome && outcome.performed) d.change(path, { performed: outcome.performed });
  const { step } = stepAt(d.program, path);
  if (outcome.status === 'ok') {
    if (interruptedRule(d, step) !== 'rerun' && !hasReadingCheck(d, step)) d.change(path, { did: outcome.outputs ?? {} });
    return d.then({ task: 'confirm', path, outputs: outcome.outputs ?? {} });
  }
  if (outcome.status === 'failed' && !outcome.failure.lost) {
    return step.until === undefined ? failAttempt(d, path, outcome.failure) : missedLook(d, path, node, outcome.failure);
  }
  d.emit({ type: 'step-interrupted', path, failure: outcome.failure });
  d.change(path, { lost: outcome.failure });
  const rule = interruptedRule(d, step);
  if (rule === 'check' && hasReadingCheck(d, step)) return startExec(d, path, 'settle');
  return rule === 'rerun' ? notLanded(d, path, outcome.failure) : openGate(d, path, 'unknown');
}

/** A look of a poll that got no answer: the poll goes on, five such looks in a row fail it. */
function missedLook(d: Draft, path: string, node: NodeState, failure: Failure): void {
  const misses = (node.misses ?? 0) + 1;
  if (misses >= 5 || isEnding(d, path)) return failAttempt(d, path, failure);
  d.change(path, { misses, phase: undefined });
  scheduleLook(d, path, failure);
}

/** Sets the durable timer for the next look of a poll. */
export function scheduleLook(d: Draft, path: string, failure?: Failure): void {
  const { step } = stepAt(d.program, path);
  const every = durationAt(d, path, step.every ?? '30s');
  if (!every.ok) return failStep(d, path, every.failure);
  const node = d.node(path);
  const at = Math.min(d.now + every.value, node?.deadline ?? Number.POSITIVE_INFINITY);
  d.change(path, { status: 'waiting', wakeAt: at, phase: undefined });
  d.effect({ type: 'timer', key: timerKey(path, node?.attempt ?? 1, 'every'), at });
  const deadline = node?.deadline === undefined ? {} : { deadline: node.deadline };
  d.emit({ type: 'step-waiting', path, for: 'poll', until: at, ...deadline, ...(failure ? { failure } : {}) });
}

function afterConfirm(d: Draft, path: string, outcome: Outcome): void {
  if (outcome.status === 'ok') return finishStep(d, path, { status: 'succeeded' });
  const { step } = stepAt(d.program, path);
  const { failure } = outcome;
  d.change(path, { came: d.node(path)?.outputs ?? {} });
  failAttempt(d, path, step.message !== undefined && failure.code === 'verify' ? { ...failure, hint: step.message } : failure);
}

function afterSettle(d: Draft, path: string, node: NodeState, outcome: Outcome): void {
  const lost = node.lost ?? { code: 'lost', message: 'The outcome was lost.' };
  if (outcome.status !== 'ok') return openGate(d, path, 'unknown');
  if (!outcome.done) return notLanded(d, path, lost);
  d.change(path, { recovered: true, reason: 'it had landed', lost: undefined });
  d.then({ task: 'confirm', path, outputs: outcome.outputs ?? {} });
}

/** The effect did not happen. A crash or a kill is no fault of the step: it tries again; a timeout is a failed try. */
function notLanded(d: Draft, path: string, lost: Failure): void {
  d.change(path, { lost: undefined });
  if (isEnding(d, path)) return finishStep(d, path, { status: 'cancelled', failure: lost });
  const isFaultless = lost.code === 'crashed' || lost.code === 'aborted' || (isKilled(lost) && mayGoAgain(d, path));
  return isFaultless ? d.then({ task: 'attempt', path }) : failAttempt(d, path, lost);
}

/** So many kills in a row are an accident; more are the command's own fault (it eats all memory), and a failed try. */
const MOST_KILLS = 3;

function isKilled(failure: Failure): boolean {
  return failure.code === 'killed';
}

function mayGoAgain(d: Draft, path: string): boolean {
  return (d.node(path)?.kills ?? 0) <= MOST_KILLS && !isEnding(d, path);
}

function killsAfter({ phase, kills = 0 }: NodeState, outcome: Outcome): number | undefined {
  if (outcome.status === 'ok') return phase === 'do' || outcome.done || kills === 0 ? undefined : kills;
  return isKilled(outcome.failure) ? kills + 1 : kills;
}

/** What only reads is asked again when its command was killed. */
function readAgain(d: Draft, path: string, { phase, outputs = {} }: NodeState): void {
  if (phase === 'settle') return startExec(d, path, 'settle');
  return phase === 'confirm' ? startExec(d, path, 'confirm', { outputs }) : beginAttempt(d, path);
}

function partsOf(phase: Phase): readonly ('check' | 'verify')[] {
  if (phase === 'confirm') return ['verify'];
  return phase === 'do' ? [] : ['check'];
}

function started(d: Draft, path: string): { name: string; kind: 'uses' | 'run'; uses?: string } {
  const { step } = stepAt(d.program, path);
  return { name: step.name ?? step.id, ...(step.uses === undefined ? { kind: 'run' } : { kind: 'uses', uses: step.uses }) };
}

function unknownAtRun(causes: readonly string[]): Failure {
  return { code: 'template', message: `A value is not known: ${causes.join(', ')}.` };
}
