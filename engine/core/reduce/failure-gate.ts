import type { Failure } from '../failure.ts';
import { isJsonObject } from '../json.ts';
import { gateTexts } from '../messages/gates.ts';
import { ROOT, parentPath } from '../paths.ts';
import { childrenOf, stepAt, stepName } from '../program.ts';
import { findRollback } from '../rollback.ts';
import { runFacts } from '../scope-of.ts';
import { connectionOf } from '../resolve-work.ts';
import type { GateState, Phase } from '../state.ts';
import type { Draft } from './draft.ts';
import { dropTimers, isEnding, onFailureOf } from './finish.ts';
import { fingerprintOf, putGate } from './gates.ts';
import { canLookAgain } from './look.ts';

/** Instead of failing: asks what to do, where the failure would end the run and somebody is there to be asked. */
export function askAboutFailure(d: Draft, path: string, failure: Failure): boolean {
  if (!endsRun(d, path)) return false;
  const gate = failureGate(d, path, failure);
  if (!d.attended({ path, gate })) return false;
  openFailureGate(d, path, failure, gate);
  return true;
}

/** Puts a failed step before a person, whether or not somebody is there. */
export function openFailureGate(d: Draft, path: string, failure: Failure, gate: GateState = failureGate(d, path, failure)): void {
  dropTimers(d, path);
  d.change(path, { failure, exec: undefined, phase: undefined, wakeAt: undefined, deadline: undefined, endedAt: undefined });
  putGate(d, path, gate);
}

/** Credentials that are missing or have expired are no failed try: somebody logs in, then the same is done again. */
export function askForLogin(d: Draft, path: string, failure: Failure): boolean {
  if (isEnding(d, path)) return false;
  const { step } = stepAt(d.program, path);
  const login = loginOf(d, path, d.node(path)?.phase);
  const command = login?.command.join(' ');
  const gate: GateState = {
    ...gateFacts(d, path, gateTexts.login(stepName(step), login?.connection, failure.message), [
      ...(failure.hint === undefined ? [] : [failure.hint]),
      ...(command === undefined ? [] : [gateTexts.logInWith(command)]),
    ]),
    kind: 'login',
    failure,
    ...(login ? { login } : {}),
  };
  if (!login && !d.attended({ path, gate })) return false;
  d.change(path, { failure, exec: undefined });
  putGate(d, path, gate);
  return true;
}

function failureGate(d: Draft, path: string, failure: Failure): GateState {
  const { step, scope } = stepAt(d.program, path);
  const node = d.node(path);
  const login = loginOf(d, path, 'do');
  const cleansUp = [scope, ROOT].some(place => (['on-failure', 'finally'] as const).some(list => childrenOf(d.program, place, list).length > 0));
  return {
    ...gateFacts(d, path, gateTexts.failed(stepName(step), failure.message), [
      ...(failure.hint === undefined ? [] : [failure.hint]),
      gateTexts.givingUp(cleansUp, d.program.plan.targets),
    ]),
    kind: 'failed',
    failure,
    ...rollbackOf(d, path, failure),
    canLook: node !== undefined && canLookAgain(d.program, node),
    ...(login ? { login } : {}),
  };
}

/** What the menu offers: the rollback, where the runbook asks for it in this state, and what of it must be asked. */
function rollbackOf(d: Draft, path: string, { code, message }: Failure): Pick<GateState, 'rollback' | 'rollbackAsks'> {
  const failure = { step: path, name: stepName(stepAt(d.program, path).step), code, message };
  const found = findRollback({ ...d, runFacts: () => runFacts({ ...d.head(), failure }, d.now) }, d.head().run, d.now);
  if (found.status === 'none') return {};
  const { runbook, missing = [] } = found.call;
  const fields = d.program.plan.runbooks[runbook]?.document.inputs ?? {};
  const asks = Object.fromEntries(missing.flatMap(name => (fields[name] ? [[name, fields[name]]] : [])));
  return { rollback: runbook, ...(missing.length > 0 ? { rollbackAsks: asks } : {}) };
}

function gateFacts(d: Draft, path: string, text: string, show: readonly string[]): Omit<GateState, 'kind'> {
  const noOverride = stepAt(d.program, path).step.override === 'never' ? { noOverride: true } : {};
  return { text, show, openedAt: d.now, shown: fingerprintOf(d, path, text, show), ...noOverride };
}

/** Nobody around it handles or swallows the failure, and the run is not ending anyway. */
function endsRun(d: Draft, path: string): boolean {
  if (d.head().failure || isEnding(d, path)) return false;
  for (let here = path; here !== ROOT; here = parentPath(here)) {
    const rule = onFailureOf(d, here);
    if (stepAt(d.program, here).inCleanup || rule === 'warn' || (Array.isArray(rule) && rule.length > 0)) return false;
    if (here !== path && d.node(here)?.ending) return false;
  }
  return true;
}

/** The login of the connection that the phase works with. */
function loginOf(d: Draft, path: string, phase: Phase | undefined): GateState['login'] {
  const entry = stepAt(d.program, path);
  const reading = phase === 'confirm' ? entry.step.verify : phase === 'look' || phase === 'settle' ? entry.step.check : undefined;
  const names = [...(isJsonObject(reading) ? [connectionOf(d.program, entry, reading)] : []), connectionOf(d.program, entry)];
  for (const connection of names) {
    const command = connection === undefined ? undefined : d.program.plan.config.connections[connection]?.login;
    if (connection !== undefined && command) return { connection, command };
  }
  return undefined;
}
