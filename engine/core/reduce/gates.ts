import type { Failure } from '../failure.ts';
import { type Json, type JsonObject, canonicalJson, isJsonObject } from '../json.ts';
import { stepAt, stepName } from '../program.ts';
import type { FieldSchema, Step } from '../runbook.ts';
import type { GateState, NodeState } from '../state.ts';
import { gateTexts } from '../messages/gates.ts';
import { messageOf } from './own-words.ts';
import { questionOf } from '../question.ts';
import type { Draft } from './draft.ts';
import { type Result, evaluateAt, renderAt, textAt } from './evaluate.ts';
import { failForGood, failStep } from './finish.ts';

/** Opens a gate: what a person is asked is resolved and frozen now. */
export function openGate(d: Draft, path: string, kind: Exclude<GateState['kind'], 'failed' | 'login'>): void {
  const { step } = stepAt(d.program, path);
  const node = d.node(path);
  const text =
    kind === 'unknown' ? { ok: true as const, value: gateTexts.unknown(stepName(step), node?.lost?.message ?? '') } : textAt(d, path, questionOf(step, kind));
  if (!text.ok) return failStep(d, path, text.failure);
  const show = showOf(d, path, step);
  if (!show.ok) return failStep(d, path, show.failure);
  const fields = kind === 'ask' ? fieldsOf(d, path, step.ask ?? {}) : undefined;
  if (fields && !fields.ok) return failStep(d, path, fields.failure);
  putGate(d, path, {
    kind,
    text: text.value,
    show: show.value,
    openedAt: d.now,
    shown: fingerprintOf(d, path, text.value, show.value, fields?.value),
    ...(node?.deadline === undefined ? {} : { expiresAt: node.deadline }),
    ...(kind === 'approve' && step.approve
      ? { by: step.approve.by, min: step.approve.min ?? 1, notStarter: step.approve['not-starter'] ?? false, approvals: [] }
      : {}),
    ...(fields ? { fields: fields.value } : {}),
    ...(kind === 'manual' ? { ticks: ticksIn(text.value), ticked: [] } : {}),
  });
}

/** Opens a gate as it is given. */
export function putGate(d: Draft, path: string, gate: GateState): void {
  const isLogin = gate.kind === 'login';
  d.change(path, { gate, status: gate.kind === 'unknown' ? 'unknown' : 'waiting', ...(isLogin ? {} : { phase: undefined }) });
  d.changeHead({ gates: [...d.head().gates, path] });
  d.emit({ type: 'gate-opened', path, gate });
}

/** What an answer is bound to: the frozen plan, the attempt, and all that is shown. */
export function fingerprintOf(d: Draft, path: string, text: string, show: readonly string[], fields: Readonly<Record<string, FieldSchema>> = {}): string {
  return d.fingerprint(canonicalJson({ path, attempt: d.node(path)?.attempt ?? 1, text, show: [...show], fields: fields as unknown as JsonObject }));
}

/** Closes a gate with a decision; `outputs.decision` says which. */
export function closeGate(d: Draft, path: string, decision: string, by: string, note?: string): void {
  d.changeHead({ gates: d.head().gates.filter(open => open !== path) });
  d.change(path, { gate: undefined, status: 'running' });
  d.emit({ type: 'gate-closed', path, decision, by, ...(note === undefined ? {} : { note }) });
}

/** A gate that was answered well: its outputs go through the step's `outputs:` and `verify` like any other's. */
export function passGate(d: Draft, path: string, decision: string, by: string, outputs: JsonObject, note?: string): void {
  closeGate(d, path, decision, by, note);
  d.then({ task: 'confirm', path, outputs: { ...outputs, decision, by } });
}

/** A "no", or an expired gate. */
export function failGate(d: Draft, path: string, decision: string, by: string, failure: Failure, note?: string): void {
  closeGate(d, path, decision, by, note);
  d.change(path, { outputs: { decision, by } });
  const { message: hint } = messageOf(d, path, stepAt(d.program, path).step);
  failForGood(d, path, hint === undefined ? failure : { ...failure, hint });
}

/** The `- [ ]` lines of a manual's text. */
export function ticksIn(text: string): string[] {
  return [...text.matchAll(/^\s*[-*] \[[ xX]?\] (.+)$/gm)].map(match => match[1] ?? '');
}

function showOf(d: Draft, path: string, step: Step): Result<readonly string[]> {
  const texts: string[] = [];
  for (const text of step.show ?? []) {
    const rendered = textAt(d, path, text);
    if (!rendered.ok) return rendered;
    texts.push(rendered.value);
  }
  return { ok: true, value: texts };
}

/** Defaults rendered, `options` evaluated into an `enum`. */
function fieldsOf(d: Draft, path: string, fields: Readonly<Record<string, FieldSchema>>): Result<Readonly<Record<string, FieldSchema>>> {
  const resolved: Record<string, FieldSchema> = {};
  for (const [name, field] of Object.entries(fields)) {
    const { options, ...rest } = field;
    const choices = options === undefined ? undefined : evaluateAt(d, path, options);
    if (choices && !choices.ok) return choices;
    const preset = field.default === undefined ? undefined : renderAt(d, path, field.default);
    if (preset?.status === 'error') return { ok: false, failure: { code: 'template', message: preset.message } };
    resolved[name] = {
      ...rest,
      ...(preset?.status === 'known' ? { default: preset.value } : {}),
      ...(choices ? { enum: choices.value as readonly Json[] } : {}),
    };
  }
  return { ok: true, value: resolved };
}

/** Whether a step instance waits for a person. */
export function isOpenGate(node: NodeState | undefined): node is NodeState & { readonly gate: GateState } {
  return node !== undefined && isJsonObject(node.gate);
}
