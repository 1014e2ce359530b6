import type { JournalRecord } from '../events.ts';
import { type Json, type JsonObject, canonicalJson, toPlainJson } from '../json.ts';
import type { FrozenPlan } from '../plan.ts';
import { onlyIf } from '../messages/run.ts';
import type { PlannedStep } from './plan.ts';
import { withoutPorts } from './saved-plan.ts';
import { effectFacts, workFields } from './step-fields.ts';

/** What a saved plan said of one step, as a run keeps it. */
export type Prediction = Pick<PlannedStep, 'path' | 'verdict' | 'condition' | 'work' | 'unknown' | 'effects' | 'today' | 'gate'>;

/** How what was done compares with what was said before: in the saved plan, and in the preview right before each change. */
export interface Fidelity {
  /** Steps that were fully known in the plan, and equal. */
  readonly asPlanned: readonly string[];
  /** Their known parts are equal; what made the rest known. */
  readonly resolvedLate: readonly { readonly path: string; readonly causes: readonly string[] }[];
  readonly drift: readonly { readonly path: string; readonly field: string; readonly planned: string; readonly done: string }[];
  /** Changes that had exactly the effects that their preview returned. */
  readonly asPreviewed: number;
}

export function toPrediction({ path, verdict, condition, work, unknown, effects, today, gate }: PlannedStep): Prediction {
  return toPlainJson({ path, verdict, condition, work, unknown, effects, today, gate }) as unknown as Prediction;
}

/** Compares the journal with what was said before. Without a saved plan only previews are compared. */
export function fidelityOf(plan: FrozenPlan, journal: readonly JournalRecord[]): Fidelity {
  const clean = plan.world === undefined ? <T>(value: T): T => value : withoutPorts;
  const [predictions, records] = [clean(plan.saved?.predictions ?? []), clean(journal)];
  const byPath = new Map(predictions.map(prediction => [prediction.path, prediction]));
  const found: Mutable = { asPlanned: [], resolvedLate: [], drift: [], asPreviewed: 0 };
  const doing = new Map<string, Doing>();
  const asked = new Map<string, string>();
  const skipped = new Set<string>();
  const ended = new Map<string, Happened>();
  for (const record of records) {
    if (record.type === 'step-doing') doing.set(record.path, record);
    if (record.type === 'gate-opened') asked.set(record.path, record.gate.text);
    if (record.type === 'signal' && record.signal.type === 'skip') skipped.add(record.signal.step);
    if (record.type !== 'step-finished') continue;
    const did = doing.get(record.path);
    if (did && record.performed) comparePreview(found, did, record.performed);
    ended.set(record.path, { record, did, asked: asked.get(record.path), isSkippedBySomebody: skipped.has(record.path) });
  }
  // A step that ended in several legs counts once, as it ended at last.
  for (const [path, happened] of ended) {
    const prediction = byPath.get(path) ?? byPath.get(path.replaceAll(/@\d+/g, ''));
    if (prediction) comparePrediction(found, prediction, happened);
  }
  return found;
}

interface Mutable {
  readonly asPlanned: string[];
  readonly resolvedLate: { path: string; causes: readonly string[] }[];
  readonly drift: { path: string; field: string; planned: string; done: string }[];
  asPreviewed: number;
}

type Doing = Extract<JournalRecord, { readonly type: 'step-doing' }>;
type Finished = Extract<JournalRecord, { readonly type: 'step-finished' }>;

function comparePreview(found: Mutable, { path, effects }: Doing, performed: NonNullable<Finished['performed']>): void {
  const [said, done] = [effects, performed].map(list => canonicalJson(effectFacts(list)));
  if (said === done) found.asPreviewed += effects.length > 0 ? 1 : 0;
  else found.drift.push({ path, field: 'effects', planned: says(effects), done: says(performed) });
}

interface Happened {
  readonly record: Finished;
  readonly did: Doing | undefined;
  readonly asked: string | undefined;
  readonly isSkippedBySomebody: boolean;
}

function comparePrediction(found: Mutable, prediction: Prediction, { record, did, asked, isSkippedBySomebody }: Happened): void {
  const { path } = record;
  const { verdict, condition, unknown = [], work, gate, effects } = prediction;
  const isSkipped = record.status === 'skipped' && condition !== undefined && record.reason === onlyIf(condition.text);
  if (verdict === 'skips')
    return void (isSkipped ? found.asPlanned.push(path) : found.drift.push({ path, field: 'runs', planned: 'skipped', done: record.status }));
  if (isSkipped && verdict === 'maybe') return void found.resolvedLate.push({ path, causes: condition.causes });
  if (isSkipped) return void found.drift.push({ path, field: 'runs', planned: verdict, done: 'skipped' });
  if (record.status === 'skipped' && isSkippedBySomebody) return void found.drift.push({ path, field: 'runs', planned: verdict, done: skippedAs(record) });
  if (gate && asked !== undefined && !(gate.unknown ? fits(gate.text, asked) : gate.text === asked))
    return void found.drift.push({ path, field: 'asks', planned: gate.text, done: asked });
  if (!did || !work) return classify(found, path, gate ? [...(gate.unknown ?? []), ...causesOf(prediction)] : causesOf(prediction));
  const [planned, done] = [workFields(work), workFields(did.spec as unknown as NonNullable<Prediction['work']>)];
  const field = [...new Set([...Object.keys(planned), ...Object.keys(done)])].find(key => !fitsValue(planned[key], done[key], unknown.length > 0));
  if (field !== undefined) return void found.drift.push({ path, field, planned: textIn(planned, field), done: textIn(done, field) });
  const isOther = effects !== undefined && verdict !== 'done' && canonicalJson(effectFacts(effects)) !== canonicalJson(effectFacts(did.effects));
  if (isOther && !prediction.today) return void found.drift.push({ path, field: 'effects', planned: says(effects), done: says(did.effects) });
  classify(found, path, isOther ? [...causesOf(prediction), 'previewed before the changes that come first'] : causesOf(prediction));
}

/** With who did it and why. */
function skippedAs({ status, reason }: Finished): string {
  return reason === undefined ? status : `${status}: ${reason}`;
}

function classify(found: Mutable, path: string, causes: readonly string[]): void {
  if (causes.length === 0) found.asPlanned.push(path);
  else found.resolvedLate.push({ path, causes: [...new Set(causes)] });
}

function causesOf({ verdict, condition, unknown = [] }: Prediction): readonly string[] {
  return [...unknown, ...(verdict === 'maybe' ? (condition?.causes ?? []) : [])];
}

/** What a plan writes where it does not know a value yet. */
const HOLE = /‹[^‹›]*›/;

function hasHole(text: string): boolean {
  return HOLE.test(text);
}

/** Whether a text is the planned one with its holes filled. */
function fits(planned: string, done: string): boolean {
  let from = 0;
  const pieces = planned.split(HOLE);
  return pieces.every((piece, index) => {
    const at = index === 0 ? (done.startsWith(piece) ? 0 : -1) : index === pieces.length - 1 ? endAt(done, piece, from) : done.indexOf(piece, from);
    from = at + piece.length;
    return at >= 0;
  });
}

function endAt(done: string, piece: string, from: number): number {
  const at = done.length - piece.length;
  return at >= from && done.endsWith(piece) ? at : -1;
}

function fitsValue(planned: Json | undefined, done: Json | undefined, mayHaveHoles: boolean): boolean {
  if (!mayHaveHoles || planned === undefined) return canonicalJson(planned ?? null) === canonicalJson(done ?? null);
  if (typeof planned === 'string' && hasHole(planned)) return typeof done === 'string' ? fits(planned, done) : HOLE.exec(planned)?.[0] === planned;
  if (Array.isArray(planned))
    return Array.isArray(done) && done.length === planned.length && planned.every((item, index) => fitsValue(item as Json, done[index] as Json, true));
  if (typeof planned === 'object' && planned !== null) return fitsMap(planned as JsonObject, done);
  return canonicalJson(planned) === canonicalJson(done ?? null);
}

function fitsMap(planned: JsonObject, done: Json | undefined): boolean {
  if (typeof done !== 'object' || done === null || Array.isArray(done)) return false;
  const keys = new Set([...Object.keys(planned), ...Object.keys(done)]);
  return [...keys].every(key => fitsValue(planned[key], (done as JsonObject)[key], true));
}

function says(effects: NonNullable<Prediction['effects']>): string {
  return effects.map(effect => effect.says).join('; ') || 'nothing';
}

function textIn(fields: JsonObject, field: string): string {
  const value = fields[field];
  return value === undefined ? 'not there' : typeof value === 'string' ? value : canonicalJson(value);
}
