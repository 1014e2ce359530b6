import { type Json, isJsonObject } from './json.ts';
import { renderErrors as say } from './messages/language.ts';
import type { Reference, Scope } from './scope.ts';
import { type HelperResult, callHelper } from './template-helpers.ts';
import type { Template, Term } from './template-tree.ts';
import { causesOf, unique } from './unknowns.ts';

export type SecretPart = { readonly text: string } | { readonly secret: string };

/** One rendered text; `causes` says why it is not known, `secrets` are its pieces where it names any. */
export type RenderedText =
  | { readonly status: 'ok'; readonly value: Json; readonly causes: readonly string[]; readonly secrets?: readonly SecretPart[] }
  | { readonly status: 'error'; readonly message: string };

type Outcome =
  | { readonly status: 'known'; readonly value: Json }
  | { readonly status: 'unknown'; readonly causes: readonly string[] }
  | { readonly status: 'secret'; readonly name: string }
  /** Nothing is there: an error, except inside `or`. */
  | { readonly status: 'missing'; readonly message: string }
  | { readonly status: 'error'; readonly message: string };

type Piece = { readonly part: SecretPart; readonly causes: readonly string[] };

/** Fills in one text. A text that is exactly one `{{ ... }}` keeps the value's type. */
export function renderText(template: Template, scope: Scope): RenderedText {
  const [only] = template;
  if (template.length === 1 && only?.type === 'value') return renderAlone(evaluateTerm(only.term, scope));
  const pieces: Piece[] = [];
  for (const part of template) {
    const piece = part.type === 'text' ? { part, causes: [] } : toPiece(part.term, evaluateTerm(part.term, scope));
    if ('message' in piece) return { status: 'error', message: piece.message };
    pieces.push(piece);
  }
  const parts = pieces.map(piece => piece.part);
  const causes = unique(pieces.flatMap(piece => piece.causes));
  const value = parts.map(part => ('text' in part ? part.text : shownSecret(part.secret))).join('');
  return { status: 'ok', value, causes, ...(parts.some(part => 'secret' in part) && { secrets: joinTexts(parts) }) };
}

/** What stands for a value that is not known: `‹after step cut›`. */
export function shownUnknown(causes: readonly string[]): string {
  return `‹${causes.join(', ')}›`;
}

function shownSecret(name: string): string {
  return `‹secret ${name}›`;
}

function renderAlone(outcome: Outcome): RenderedText {
  switch (outcome.status) {
    case 'known':
      return { status: 'ok', value: outcome.value, causes: [] };
    case 'unknown':
      return { status: 'ok', value: shownUnknown(outcome.causes), causes: outcome.causes };
    case 'secret':
      return { status: 'ok', value: shownSecret(outcome.name), causes: [], secrets: [{ secret: outcome.name }] };
    case 'missing':
    case 'error':
      return { status: 'error', message: outcome.message };
  }
}

function toPiece(term: Term, outcome: Outcome): Piece | { readonly message: string } {
  if (outcome.status === 'missing' || outcome.status === 'error') return { message: outcome.message };
  if (outcome.status === 'secret') return { part: { secret: outcome.name }, causes: [] };
  if (outcome.status === 'unknown') return { part: { text: shownUnknown(outcome.causes) }, causes: outcome.causes };
  const { value } = outcome;
  if (typeof value === 'object') return { message: say.notText(term.type === 'path' ? term.text : 'the value', value) };
  return { part: { text: String(value) }, causes: [] };
}

function joinTexts(parts: readonly SecretPart[]): readonly SecretPart[] {
  const joined: SecretPart[] = [];
  for (const part of parts) {
    const last = joined.at(-1);
    if (last && 'text' in last && 'text' in part) joined[joined.length - 1] = { text: last.text + part.text };
    else joined.push('text' in part ? { text: part.text } : { secret: part.secret });
  }
  return joined;
}

function evaluateTerm(term: Term, scope: Scope): Outcome {
  if (term.type === 'literal') return { status: 'known', value: term.value };
  if (term.type === 'path') return term.path[0] === 'secrets' ? lookUpSecret(term.path, term.text, scope) : lookUp(term.path, term.text, scope);
  if (term.helper === 'or') return firstPresent(term.args, scope);
  const values: Json[] = [];
  const causes: string[] = [];
  for (const outcome of term.args.map(arg => evaluateTerm(arg, scope))) {
    if (outcome.status === 'unknown') causes.push(...outcome.causes);
    else if (outcome.status === 'known') values.push(outcome.value);
    else return outcome;
  }
  if (causes.length > 0) return { status: 'unknown', causes: unique(causes) };
  return toOutcome(callHelper(term.helper, values, scope.timeZone));
}

function toOutcome(result: HelperResult): Outcome {
  return 'message' in result ? { status: 'error', message: result.message } : { status: 'known', value: result.value };
}

/** The first value that is there and neither null nor ''. An unknown one before it leaves the answer open. */
function firstPresent(args: readonly Term[], scope: Scope): Outcome {
  const causes: string[] = [];
  for (const arg of args) {
    const outcome = evaluateTerm(arg, scope);
    if (outcome.status === 'error') return outcome;
    if (outcome.status === 'unknown') causes.push(...outcome.causes);
    if (outcome.status !== 'known' || outcome.value === null || (outcome.value === '' && arg !== args.at(-1))) continue;
    return causes.length > 0 ? { status: 'unknown', causes: unique(causes) } : outcome;
  }
  if (causes.length > 0) return { status: 'unknown', causes: unique(causes) };
  return { status: 'missing', message: say.nothingPresent(args.map(arg => (arg.type === 'path' ? arg.text : '…'))) };
}

function lookUpSecret(path: Reference, text: string, scope: Scope): Outcome {
  const [, name = ''] = path;
  if (path.length === 2 && scope.secrets.includes(name)) return { status: 'secret', name };
  return { status: 'error', message: say.noSecret(text, name, scope.secrets) };
}

function lookUp(path: Reference, text: string, scope: Scope): Outcome {
  const causes = causesOf(path, scope.unknown);
  if (causes.length > 0) return { status: 'unknown', causes };
  let here: Json = scope.values;
  for (const [index, part] of path.entries()) {
    const next = childOf(here, part);
    if (next === undefined) return { status: 'missing', message: say.missing(text, path.slice(0, index).join('.'), part, here) };
    here = next;
  }
  return { status: 'known', value: here };
}

function childOf(value: Json, part: string): Json | undefined {
  if (Array.isArray(value)) return /^\d{1,9}$/.test(part) ? (value as readonly Json[])[Number(part)] : undefined;
  return isJsonObject(value) && Object.hasOwn(value, part) ? value[part] : undefined;
}
