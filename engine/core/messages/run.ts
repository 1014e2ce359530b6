/** Every sentence of the views of a run and of its end. Texts from outside are clean when they come here. */
import { formatDuration } from '../duration.ts';
import type { Usual } from '../usual.ts';
import type { GateState, ParkedWhy, RunFailure, RunStatus } from '../state.ts';

/** `usually 6m (4m to 9m)` */
export const usually = ({ median, least, most }: Usual): string => {
  const [middle, low, high] = [median, least, most].map(seconds);
  return `usually ${middle}${low === high ? '' : ` (${low} to ${high})`}`;
};
export const slowerThanUsual = (usual: Usual): string => `slower than usual: ${usually(usual).replace('usually ', '')}`;

/** 0s is shown as nothing: a step that took no time is not worth a number. */
export const took = (ms: number): string => (ms < 1_000 ? '' : ` (${formatDuration(Math.round(ms / 1_000) * 1_000)})`);
export const seconds = (ms: number): string => formatDuration(Math.max(0, Math.round(ms / 1_000) * 1_000));
/** `14m32s left`; a time that has come is `due now`. */
export const left = (ms: number): string => (ms <= 0 ? 'due now' : `${formatDuration(Math.ceil(ms / 1_000) * 1_000)} left`);

export const attemptNumber = (attempt: number): string => (attempt > 1 ? `, attempt ${attempt}` : '');
export const waitsUntil = (clock: string, remaining: string): string => `until ${clock}, ${remaining}`;
export const looksAgain = (looks: number, clock: string): string => `looked ${looks === 1 ? 'once' : `${looks} times`}, again at ${clock}`;
export const givesUp = (clock: string, remaining: string): string => `gives up at ${clock}, ${remaining}`;
export const triesAgain = (attempt: number, clock: string, remaining: string): string => `attempt ${attempt} at ${clock}, ${remaining}`;

export function gateWaits(gate: GateState): string {
  switch (gate.kind) {
    case 'confirm':
      return 'waits for a yes or no';
    case 'approve':
      return `waits for approval by ${(gate.by ?? []).join(' or ')} (${gate.approvals?.length ?? 0} of ${gate.min ?? 1})`;
    case 'manual':
      return gate.ticks?.length ? `to be done by hand (${gate.ticked?.length ?? 0} of ${gate.ticks.length} ticked)` : 'to be done by hand';
    case 'ask':
      return 'waits for an answer';
    case 'unknown':
      return 'outcome unknown: somebody must look';
    case 'failed':
      return 'failed, waits for a decision';
    case 'login':
      return `waits for a login${gate.login ? ` (${gate.login.command.join(' ')})` : ''}`;
  }
}

export const skipped = (reason: string | undefined): string => `skipped${reason ? `: ${reason}` : ''}`;
export const recoveredNote = 'already done';
export const onlyIf = (condition: string): string => `only if ${condition.trim()}`;
export const stepCancelled = 'cancelled';
export const unknownOutcome = 'outcome unknown';
export const wentOn = 'failed, the run goes on';
export const hintLine = (hint: string): string => `hint: ${hint}`;
export const foldDone = (count: number): string => `${count} more done`;
export const foldPending = (count: number): string => `${count} more to come`;
export const foldNotRun = (count: number): string => `${count} not run`;
export const foldMixed = (count: number): string => `${count} more`;

// Plain lines
export const runStarted = (title: string, run: string, starter: string): string => `run ${run} started by ${starter}: ${title}`;
export const stepStarted = (name: string, attempt: number): string => `started: ${name}${attemptNumber(attempt)}`;
export const stepDoing = (says: string): string => `does: ${says}`;
export const stepLooked = (looks: number): string => `look ${looks}: something changed`;
export const waits = (what: string): string => `waits: ${what}`;
export const looksAgainAt = (clock: string): string => `looks again at ${clock}`;
export const triesAgainAt = (clock: string, remaining: string): string => `tries again at ${clock}, ${remaining}`;
export const stepSucceeded = (recovered: boolean, reason: string | undefined): string =>
  ['succeeded', recovered ? recoveredNote : '', reason ?? ''].filter(Boolean).join(', ');
export const stepFailed = 'failed';
export const stepInterrupted = (message: string): string => `no answer: ${message}`;
export const gateOpened = (waits: string, text: string): string => (text ? `${waits}: ${text}` : waits);
export const gateClosed = (decision: string, by: string, note: string | undefined): string => `${decision} by ${by}${note ? `: ${note}` : ''}`;
export const passStarted = (pass: number): string => `pass ${pass}`;
export const itemsExpanded = (keys: readonly string[]): string =>
  `${keys.length === 1 ? '1 item' : `${keys.length} items`}${keys.length ? `: ${keys.join(', ')}` : ''}`;
export const signalled = (type: string, by: string, reason: string): string => `${type} by ${by}${reason === '' ? '' : `: ${reason}`}`;
export const driven = (by: string, pid: number, host: string, terminal: string, tookOver: boolean): string =>
  `${tookOver ? 'taken over' : 'driven'} by ${by} from ${terminal} (pid ${pid} on ${host})`;
export const parked = (why: ParkedWhy): string => `parked: ${parkedBecause[why]}`;
export const parkedBecause: Readonly<Record<ParkedWhy, string>> = {
  gate: 'only a person can go on',
  drained: 'it was stopped from its terminal',
  unknown: 'somebody must say what became of a step',
  frozen: 'something is before the next change',
  unreachable: 'nobody can tell whether the next change is allowed',
  paused: 'somebody paused it',
};
export const legStarted = (leg: number, by: string): string => `goes on by ${by}, leg ${leg}`;
export const reopened = 'goes on';
export const extended = (by: string, clock: string, remaining: string): string => `more time by ${by}: until ${clock}, ${remaining}`;
export const late = (ms: number): string => `goes on ${seconds(ms)} late`;
export const lockChanged = (target: string, what: 'acquired' | 'released' | 'handed-over'): string =>
  `lock on ${target} ${what === 'handed-over' ? 'handed over to the rollback' : what}`;
export const rolledBack = (rollback: string, by: string): string => `rolled back by run ${rollback}, started by ${by}`;
export const freezeChanged = (target: string, what: 'set' | 'lifted', reason: string): string => `freeze of ${target} ${what}${reason ? `: ${reason}` : ''}`;

// The end of a run
const ENDED: Readonly<Record<RunStatus, string>> = {
  pending: 'is parked',
  running: 'is parked',
  waiting: 'is parked',
  succeeded: 'succeeded',
  failed: 'failed',
  cancelled: 'was cancelled',
};
export const runEnded = (run: string, status: RunStatus, ms: number): string => `Run ${run} ${ENDED[status]}${ms >= 1_000 ? ` after ${seconds(ms)}` : ''}.`;
export const failedAt = ({ step, name, message, code }: RunFailure): string =>
  `Failed at ${step}${name === '' || name === step ? '' : ` (${name})`}: ${message} [${code}]`;
export const seeLog = (run: string, step: string): string => `Its log: runbook logs ${run} ${step}`;
export const pausedBy = (by: string, reason: string): string => `Paused by ${by}${reason === '' ? '' : `: ${reason}`}.`;
export const incompleteTitle = 'Incomplete (the run went on without them):';
const inWorld = (rehearsed: boolean): string => (rehearsed ? ' (in a kept world, with --world)' : '');
export const retryFailed = (rehearsed: boolean): string => `To go on from the step that failed, once its cause is mended${inWorld(rehearsed)}:`;
export const retryIncomplete = (rehearsed: boolean): string => `To try what is incomplete again${inWorld(rehearsed)}:`;
export const retryWith = (run: string, step?: string): string => `runbook retry ${run}${step === undefined ? '' : ` ${step}`} && runbook resume ${run}`;
export const rollBackWith = (rehearsed: boolean): string => `To roll back${inWorld(rehearsed)}:`;
export const rolledBackIn = (rollback: string): string => `Run ${rollback} rolls it back: runbook status ${rollback}`;
export const rollsBack = (run: string): string => `It rolls back run ${run}.`;
export const answerWith = (step: string, waits: string, verbs: string): string => `${step} ${waits}: ${verbs}`;
export const goOnWith = (run: string): string => `To go on: runbook resume ${run}`;
export const takenOver = 'Another process has taken this run over. `runbook runs` shows where it stands.';
