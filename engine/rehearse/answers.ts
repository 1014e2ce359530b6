import type { StepSignal } from '../core/events.ts';
import { isJsonObject, type Json, type JsonObject, unreachable } from '../core/json.ts';
import { endsWithPath, staticPath } from '../core/paths.ts';
import type { Actor, GateState } from '../core/state.ts';

/** What somebody of the world says at a gate. An `approve` with a minimum of two needs two replies, one after the other. */
export interface GateReply {
  readonly signal: StepSignal;
  readonly by: Actor;
}

export interface Question {
  readonly path: string;
  readonly gate: GateState;
  /** How many gates that the same answer fits were opened before this one: lists are answered in order. */
  readonly opened: number;
}

export interface Answerers {
  /** By step id, path, or a trailing part of one. */
  readonly answers: JsonObject;
  readonly people: readonly Actor[];
  readonly starter: Actor;
  /** Whether a gate without an answer is answered as `--yes` does. */
  readonly yes: boolean;
}

/**
 * Undefined: nobody can or may answer. An answer reads `true`, `yes`, `approve`; `false`, `no`, `reject`; `{approve: PERSON}`,
 * `{reject: PERSON}`; a map of fields for an `ask`; `done`, `redo`, `fail` for an unknown outcome; `retry`, `look`, `{skip: REASON}`,
 * `{done: REASON}`, `fail` for a failure; a list where a gate opens more than once.
 */
export function replyTo(question: Question, given: Answerers): GateReply | undefined {
  const key = answerKey(question.path, given.answers);
  const said = key === undefined ? undefined : inTurn(given.answers[key] ?? null, question.opened);
  if (question.gate.kind === 'failed' || question.gate.kind === 'login')
    return decideFailure(question, key === undefined ? null : (given.answers[key] ?? null), given);
  if (said === undefined && !given.yes) return undefined;
  switch (question.gate.kind) {
    case 'confirm':
      return decide(question.path, said, [given.starter], given);
    case 'approve':
      return decide(question.path, said, approvers(question.gate, given), given);
    case 'manual':
      return said === undefined || isYes(said) || said === 'done'
        ? reply({ type: 'answer', step: question.path, values: { done: true } }, given.starter)
        : undefined;
    case 'ask':
      return answerFields(question, said, given);
    case 'unknown':
      return said === 'done' || said === 'redo' || said === 'fail' ? reply({ type: 'settle', step: question.path, as: said }, given.starter) : undefined;
    default:
      return unreachable(question.gate.kind);
  }
}

/** One answer is for the first failure; a list for one after the other. Without an answer the step fails, as where nobody attends. */
function decideFailure({ path, opened }: Question, answer: Json, { starter }: Answerers): GateReply | undefined {
  const said = Array.isArray(answer) ? ((answer as readonly Json[])[opened] ?? null) : opened === 0 ? answer : null;
  const [skip, done] = isJsonObject(said) ? [said['skip'], said['done']] : [];
  if (said === 'retry' || said === 'look') return reply({ type: 'retry', step: path, ...(said === 'look' ? { look: true } : {}) }, starter);
  if (typeof skip === 'string') return reply({ type: 'skip', step: path, reason: skip }, starter);
  if (typeof done === 'string') return reply({ type: 'settle', step: path, as: 'done', reason: done }, starter);
  return said === 'fail' ? reply({ type: 'settle', step: path, as: 'fail' }, starter) : undefined;
}

/** The longest key that names the step. */
export function answerKey(path: string, answers: JsonObject): string | undefined {
  const fitting = Object.keys(answers).filter(key => endsWithPath(path, key) || endsWithPath(staticPath(path), key));
  return fitting.toSorted((a, b) => b.length - a.length)[0];
}

function inTurn(said: Json, opened: number): Json | undefined {
  return Array.isArray(said) ? (said as readonly Json[])[opened] : said;
}

function decide(step: string, said: Json | undefined, fitting: readonly Actor[], { people }: Answerers): GateReply | undefined {
  const person = (name: Json | undefined) => people.find(one => one.name === name);
  const [first] = fitting;
  if (isJsonObject(said)) {
    const [approver, rejecter] = [person(said['approve']), person(said['reject'])];
    if (approver) return reply({ type: 'approve', step }, approver);
    return rejecter && reply({ type: 'reject', step, ...(typeof said['note'] === 'string' ? { note: said['note'] } : {}) }, rejecter);
  }
  if (!first) return undefined;
  if (said === undefined || isYes(said)) return reply({ type: 'approve', step }, first);
  return said === false || said === 'no' || said === 'reject' ? reply({ type: 'reject', step }, first) : undefined;
}

/** Who may approve and has not yet, in the order of the world's people. */
function approvers({ by = [], notStarter, approvals = [] }: GateState, { people, starter }: Answerers): readonly Actor[] {
  return people.filter(
    person =>
      !(notStarter && person.name === starter.name) &&
      !approvals.some(approval => approval.by === person.name) &&
      (by.length === 0 || by.some(group => person.groups.includes(group))),
  );
}

/** What is not answered takes its default; a field without one cannot be left out. */
function answerFields({ path, gate }: Question, said: Json | undefined, { starter }: Answerers): GateReply | undefined {
  const fields = Object.entries(gate.fields ?? {});
  const values = isJsonObject(said) ? said : {};
  if (said !== undefined && said !== null && !isJsonObject(said)) return undefined;
  if (fields.some(([name, field]) => !Object.hasOwn(values, name) && field.default === undefined)) return undefined;
  return reply({ type: 'answer', step: path, values }, starter);
}

function isYes(said: Json): boolean {
  return said === true || said === 'yes' || said === 'approve';
}

function reply(signal: StepSignal, by: Actor): GateReply {
  return { signal, by };
}
