import type { Condition, SecretTexts, Work } from './events.ts';
import { expressionReferences } from './expression.ts';
import type { Failure } from './failure.ts';
import { type Json, type JsonObject, textOf, toPointer } from './json.ts';
import type { ActionFacts } from './plan.ts';
import { type Program, type StaticStep, documentOf, stepAt } from './program.ts';
import type { ReadingStep, Step } from './runbook.ts';
import { type ScopeSource, scopeAt } from './scope-of.ts';
import { type Rendered, renderValue, templateReferences } from './template.ts';

/** What a step's `uses` or `run` is to do now; in a plan some of it may still be unknown. */
export type ResolvedWork =
  | { readonly status: 'known'; readonly work: Work }
  | { readonly status: 'unknown'; readonly work: Work; readonly causes: readonly string[] }
  | { readonly status: 'failed'; readonly failure: Failure };

/** Nothing to do: only the check or verify beside it counts (groups and gates that have one). */
export const NO_WORK: Work = { kind: 'run', run: [], env: {}, secrets: {}, exitCodes: [0], interactive: false, effect: 'read' };

/** Resolves a step's own work at an instance. */
export function resolveStepWork(source: ScopeSource, path: string): ResolvedWork {
  const { step } = stepAt(source.program, path);
  return resolveWork(source, path, step, step.effect ?? 'opaque');
}

/** Resolves a reading step of `check` or `verify`; `outputs` are the step's own, where it has any yet. */
export function resolveReading(source: ScopeSource, path: string, reading: ReadingStep, outputs?: JsonObject): ResolvedWork {
  const resolved = resolveWork(source, path, reading, 'read', outputs);
  if (resolved.status !== 'known') return resolved;
  return { status: 'known', work: { ...resolved.work, condition: conditionOf(source, path, reading) } };
}

/** The connection that a step names, or its plugin's default, or the plugin's name. */
export function connectionOf(program: Program, entry: StaticStep, step: Step | ReadingStep = entry.step): string | undefined {
  if (step.uses === undefined) return step.connection;
  const plugin = pluginOf(step.uses);
  const preset = documentOf(program, entry.scope).defaults?.[plugin]?.['connection'];
  return step.connection ?? (typeof preset === 'string' ? preset : plugin);
}

/** Facts of the action that a step uses. */
export function actionOf(program: Program, uses: string): ActionFacts {
  const facts = program.plan.actions[uses];
  if (!facts) throw new Error(`action ${uses} is not in the frozen plan`);
  return facts;
}

/** `with` and the plugin's defaults that the action declares, unresolved. */
export function paramsOf(program: Program, entry: StaticStep, step: Step | ReadingStep = entry.step): JsonObject {
  if (step.uses === undefined) return {};
  const facts = actionOf(program, step.uses);
  const presets = Object.entries(documentOf(program, entry.scope).defaults?.[pluginOf(step.uses)] ?? {});
  return { ...Object.fromEntries(presets.filter(([name]) => facts.params.includes(name))), ...step.with };
}

function pluginOf(uses: string): string {
  return uses.slice(0, uses.indexOf('.'));
}

function resolveWork(source: ScopeSource, path: string, step: Step | ReadingStep, effect: 'read' | 'change' | 'opaque', outputs?: JsonObject): ResolvedWork {
  const entry = stepAt(source.program, path);
  const connection = connectionOf(source.program, entry, step);
  const open = step.uses === undefined ? commandTexts(step) : paramsOf(source.program, entry, step);
  const references = templateReferences(open).map(reference => reference.path);
  const rendered = renderValue(open, scopeAt(source, path, references, outputs ? { outputs } : {}));
  if (rendered.status === 'error') return { status: 'failed', failure: { code: 'template', message: rendered.message } };
  const work = step.uses === undefined ? toCommand(step, rendered, connection, effect) : toUse(step.uses, rendered, connection ?? '');
  if (rendered.status === 'known') return { status: 'known', work };
  return { status: 'unknown', work, causes: [...new Set(rendered.unknowns.flatMap(unknown => unknown.causes))] };
}

/** The texts of a command that may hold templates. A script has none: the loader refuses it. */
function commandTexts(step: Step | ReadingStep): JsonObject {
  const texts: Record<string, Json> = { env: step.env ?? {} };
  if (Array.isArray(step.run)) texts['run'] = step.run;
  if (step.cwd !== undefined) texts['cwd'] = step.cwd;
  return texts;
}

function toUse(action: string, rendered: Exclude<Rendered, { status: 'error' }>, connection: string): Work {
  return { kind: 'uses', action, with: rendered.value as JsonObject, secrets: secretsAt(rendered, []), connection };
}

function toCommand(
  step: Step | ReadingStep,
  rendered: Exclude<Rendered, { status: 'error' }>,
  connection: string | undefined,
  effect: 'read' | 'change' | 'opaque',
): Work {
  const texts = rendered.value as { run?: readonly Json[]; cwd?: string; env: Readonly<Record<string, Json>> };
  return {
    kind: 'run',
    run: texts.run ? texts.run.map(textOf) : (step.run as string),
    ...(texts.cwd === undefined ? {} : { cwd: texts.cwd }),
    env: Object.fromEntries(Object.entries(texts.env).map(([name, value]) => [name, textOf(value)])),
    secrets: secretsAt(rendered, ['env']),
    ...(connection === undefined ? {} : { connection }),
    exitCodes: step['exit-codes'] ?? [0],
    interactive: 'interactive' in step && (step.interactive ?? false),
    effect,
  };
}

/** Texts with secrets under `base`, by their place below it: `token`, `headers/authorization` (JSON Pointer, without its first slash). */
function secretsAt(rendered: Exclude<Rendered, { status: 'error' }>, base: readonly string[]): SecretTexts {
  const places = rendered.secrets.filter(place => place.path.length > base.length && base.every((part, index) => place.path[index] === part));
  return Object.fromEntries(places.map(place => [toPointer(place.path.slice(base.length)), place.parts]));
}

function conditionOf(source: ScopeSource, path: string, reading: ReadingStep): Condition {
  const texts = [...Object.values(reading.outputs ?? {}), ...(reading.verify === undefined ? [] : [reading.verify])];
  const references = texts.flatMap(text => expressionReferences(text));
  const { values } = scopeAt(source, path, references);
  return { outputs: reading.outputs ?? {}, values, ...(reading.verify === undefined ? {} : { verify: reading.verify }) };
}
