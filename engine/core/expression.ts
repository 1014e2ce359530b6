import { Environment, EvaluationError, ParseError } from '@marcbachmann/cel-js';
import { Duration } from '@marcbachmann/cel-js/evaluator';
import { TooDeep, type Wanted, fromCel, toCel, wantedOf } from './cel-values.ts';
import { parseDuration } from './duration.ts';
import { describeFailure } from './evaluation-errors.ts';
import { type ExpressionProblem, findForbidden } from './expression-rules.ts';
import { type ExpressionNode, type ExpressionReference, referencesIn } from './expression-tree.ts';
import { memoize } from './memo.ts';
import { evaluationErrors as say, expressionSyntax, shorten } from './messages/language.ts';
import type { Evaluated, Reference, Scope } from './scope.ts';
import { evaluateTree } from './three-valued.ts';
import { causesOf, unique } from './unknowns.ts';
import { writeExpression } from './write-expression.ts';

export type ParsedExpression = { readonly status: 'ok' } | ({ readonly status: 'error' } & ExpressionProblem);

/** A parsed expression, or the first thing wrong with it. */
export type ExpressionTree =
  | {
      readonly status: 'ok';
      readonly text: string;
      readonly root: ExpressionNode;
      readonly references: readonly ExpressionReference[];
      readonly wanted: Wanted;
    }
  | ({ readonly status: 'error' } & ExpressionProblem);

/**
 * Three-valued: known only where every completion of the unknown paths gives the same. Whole numbers are CEL integers,
 * `now` (milliseconds) is a timestamp. A message never shows a value.
 */
export function evaluate(text: string, scope: Scope): Evaluated {
  const tree = readExpression(text);
  if (tree.status === 'error') return { status: 'error', message: tree.message };
  let context: ReadonlyMap<string, unknown> | undefined;
  return evaluateTree(tree.root, {
    causes: node => (scope.unknown.length === 0 ? [] : unique(partReferences(node).flatMap(({ path }) => causesOf(path, scope.unknown)))),
    known: node => guarded(() => run(tree.text, node, (context ??= contextOf(scope, tree.wanted)))),
    notBool: node => ({ status: 'error', message: say.notBool(sourceOf(tree.text, node)) }),
  });
}

/** Whether a text is an expression, and if not, what is wrong where. */
export function parseExpression(text: string): ParsedExpression {
  const tree = readExpression(text);
  return tree.status === 'error' ? tree : { status: 'ok' };
}

/** The paths that an expression refers to; a dynamic index ends one. A text that does not parse has none. */
export function expressionReferences(text: string): readonly Reference[] {
  const tree = readExpression(text);
  return tree.status === 'error' ? [] : tree.references.map(reference => reference.path);
}

/** The tree of a text; remembered by the text. */
export const readExpression: (text: string) => ExpressionTree = memoize(20_000, read);

/** A CEL environment with our operators: optional types, numbers of both kinds together. */
export function createEnvironment(): Environment {
  const environment = new Environment({
    unlistedVariablesAreDyn: true,
    enableOptionalTypes: true,
    homogeneousAggregateLiterals: false,
    limits: { maxAstNodes: 5_000, maxDepth: 1_000 },
  });
  for (const [left, right] of [
    ['int', 'double'],
    ['double', 'int'],
  ] as const) {
    environment.registerOperator(`${left} + ${right}: double`, (a, b) => Number(a) + Number(b));
    environment.registerOperator(`${left} - ${right}: double`, (a, b) => Number(a) - Number(b));
    environment.registerOperator(`${left} * ${right}: double`, (a, b) => Number(a) * Number(b));
    environment.registerOperator(`${left} / ${right}: double`, (a, b) => Number(a) / Number(b));
  }
  return environment.registerOperator('int == double: bool', (a, b) => Number(a) === Number(b));
}

const TEXT_LIMIT = 10_000;
const LIST_LIMIT = 10_000;
const WORK_LIMIT = 1_000_000;

const source = new Environment({ unlistedVariablesAreDyn: true, enableOptionalTypes: true, limits: { maxAstNodes: 2_000, maxDepth: 100 } });
const capped = createEnvironment();
capped.registerFunction('counted(dyn): dyn', countItems, { async: false });
capped.registerFunction('string.matches_text(string): bool', matchesText, { async: false });
capped.registerFunction('duration_of(string): google.protobuf.Duration', toDuration, { async: false });

/** Thrown inside an evaluation that would take too long. */
class LimitReached extends Error {}

/** Items looked at in the evaluation that is running; evaluations never overlap. */
let work = 0;

function countItems(list: unknown): unknown {
  const size = Array.isArray(list) ? list.length : list instanceof Map ? list.size : 0;
  if (size > LIST_LIMIT) throw new LimitReached(say.listTooLong(LIST_LIMIT));
  work += size;
  if (work > WORK_LIMIT) throw new LimitReached(say.tooMuch(WORK_LIMIT));
  return list;
}

const patternOf = memoize(1_000, pattern => new RegExp(pattern));

function matchesText(text: string, pattern: string): boolean {
  if (text.length > TEXT_LIMIT) throw new LimitReached(say.textTooLong(TEXT_LIMIT));
  return patternOf(pattern).test(text);
}

function toDuration(text: string): Duration {
  const ms = parseDuration(text.replace(/^-/, ''));
  if (ms === undefined) throw new EvaluationError({ code: 'invalid_duration', message: 'invalid duration' });
  return Duration.fromMilliseconds(text.startsWith('-') ? -ms : ms);
}

function read(text: string): ExpressionTree {
  if (text.trim() === '') return { status: 'error', message: expressionSyntax.empty, offset: 0, length: text.length };
  if (text.length > TEXT_LIMIT) return { status: 'error', message: expressionSyntax.tooLong, offset: 0, length: text.length };
  try {
    const root = source.parse(text).ast as unknown as ExpressionNode;
    const problem = findForbidden(root);
    if (problem) return { status: 'error', ...problem };
    const references = referencesIn(root);
    return { status: 'ok', text, root, references, wanted: wantedOf(references.map(reference => reference.path)) };
  } catch (error) {
    if (error instanceof ParseError) return { status: 'error', ...explainSyntax(error, text) };
    throw error;
  }
}

function explainSyntax(error: ParseError, text: string): ExpressionProblem {
  const offset = error.range?.start ?? 0;
  const place = { offset, length: Math.max(1, (error.range?.end ?? offset) - offset) };
  const braces = text.indexOf('{{');
  if (braces >= 0) return { message: expressionSyntax.template, offset: braces, length: 2 };
  if (error.code === 'limit_exceeded') return { message: expressionSyntax.tooLong, ...place };
  if (offset >= text.trimEnd().length) return { message: expressionSyntax.tooShort, ...place };
  const word = /^(?:and|or|not)\b/.exec(text.slice(offset))?.[0] ?? /\bnot(?=\s+$)/.exec(text.slice(0, offset))?.[0];
  if (word !== undefined) return { message: expressionSyntax.word(word, OPERATORS[word] ?? '!'), ...place };
  if (text[offset] === '=') return { message: expressionSyntax.equals, ...place };
  if (text.trim().includes('\n') && error.summary.startsWith('Newlines')) return { message: expressionSyntax.lineBreak, ...place };
  if (!UNEXPECTED.has(error.code)) return { message: expressionSyntax.other(error.summary), ...place };
  return { message: expressionSyntax.unexpected(/^(?:\w+|.)/s.exec(text.slice(offset))?.[0] ?? ''), ...place };
}

const OPERATORS: Readonly<Record<string, string>> = { and: '&&', or: '||', not: '!' };
const UNEXPECTED: ReadonlySet<string> = new Set(['unexpected_character', 'unexpected_token', 'expected_token']);

const references = new WeakMap<ExpressionNode, readonly ExpressionReference[]>();

function partReferences(node: ExpressionNode): readonly ExpressionReference[] {
  const known = references.get(node);
  if (known) return known;
  const found = referencesIn(node);
  references.set(node, found);
  return found;
}

function contextOf(scope: Scope, wanted: Wanted): ReadonlyMap<string, unknown> {
  const context = toCel(scope.values, wanted) as Map<string, unknown>;
  const { now } = scope.values;
  return typeof now === 'number' ? context.set('now', new Date(now)) : context;
}

type Program = (context: ReadonlyMap<string, unknown>) => Evaluated;

const programs = new WeakMap<ExpressionNode, Program>();

function run(text: string, node: ExpressionNode, context: ReadonlyMap<string, unknown>): Evaluated {
  const known = programs.get(node);
  if (known) return known(context);
  const program = compile(text, node);
  programs.set(node, program);
  return program(context);
}

function compile(text: string, node: ExpressionNode): Program {
  const written = writeExpression(node, { source: text, capped: true });
  const call = capped.parse(written.text);
  return context => {
    work = 0;
    try {
      const value = fromCel(call(context));
      return value === undefined ? { status: 'error', message: say.notJson } : { status: 'known', value };
    } catch (error) {
      if (!(error instanceof EvaluationError)) throw error;
      const place = error.node && written.origin(error.node);
      const failed = place ? text.slice(place.offset, place.offset + place.length) : sourceOf(text, node);
      return { status: 'error', message: describeFailure({ code: error.code, summary: error.summary, source: shorten(failed) }) };
    }
  };
}

/** Limits that are reached become errors; anything else that is thrown is a bug. */
function guarded(act: () => Evaluated): Evaluated {
  try {
    return act();
  } catch (error) {
    if (error instanceof LimitReached) return { status: 'error', message: error.message };
    if (error instanceof TooDeep || error instanceof RangeError) return { status: 'error', message: say.tooDeep };
    throw error;
  }
}

function sourceOf(text: string, node: ExpressionNode): string {
  return shorten(text.slice(node.start, node.end));
}
