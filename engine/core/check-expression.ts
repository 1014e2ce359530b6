import { describeFailure } from './evaluation-errors.ts';
import { type ExpressionTree, readExpression } from './expression.ts';
import type { ExpressionProblem } from './expression-rules.ts';
import { type Bound, type ExpressionNode, type ExpressionPath, UNBOUND, comprehensionOf, isHas, partsOf, pathOf } from './expression-tree.ts';
import { typeProblems as say } from './messages/language.ts';
import type { JsonSchema } from './schema/parts.ts';
import { ANY, type TypeScope, closedProperties, fieldOf, kindOf, textsOf } from './type-scope.ts';
import { typedEnvironment } from './typed-environment.ts';
import { writeExpression } from './write-expression.ts';

export interface CheckedExpression {
  readonly problems: readonly ExpressionProblem[];
  /** What it gives; ANY where that is open or there are problems. */
  readonly type: JsonSchema;
}

type Tree = Extract<ExpressionTree, { status: 'ok' }>;

/** Checks names, fields and types of an expression without evaluating it. Optional fields may be used plainly. */
export function checkExpression(text: string, types: TypeScope, want: 'bool' | 'list' | 'any'): CheckedExpression {
  const tree = readExpression(text);
  if (tree.status === 'error') return { problems: [tree], type: ANY };
  const named = [...nameProblems(tree, types)];
  if (named.length > 0) return { problems: named, type: ANY };
  const { type, problem } = inferType(tree, types);
  if (problem) return { problems: [problem], type: ANY };
  const whole = { offset: 0, length: text.length };
  const kind = kindOf(type);
  if (want === 'bool' && kind !== 'boolean' && kind !== 'any') return { problems: [{ message: say.notBool(kind), ...whole }], type: ANY };
  if (want === 'list' && kind !== 'array' && kind !== 'any') return { problems: [{ message: say.notList(kind), ...whole }], type: ANY };
  return { problems: [], type };
}

/** The type of a path, or what is wrong with it. */
export function typeOfPath(
  path: readonly string[],
  types: TypeScope,
): { readonly schema: JsonSchema; readonly required: boolean } | { readonly at: number; readonly message: string } {
  const [root = '', ...fields] = path;
  if (!Object.hasOwn(types, root)) return { at: 0, message: say.noRoot(root, Object.keys(types), inputNamed(root, types)) };
  let schema = types[root] ?? ANY;
  let required = true;
  for (const [index, name] of fields.entries()) {
    const field = fieldOf(schema, name);
    if (field.status !== 'ok') return { at: index + 1, message: say.noField(path.slice(0, index + 1).join('.'), name, field) };
    schema = field.schema;
    required &&= field.required;
  }
  return { schema, required };
}

/** `Version` where there is an input `version`: other tools have them without a root. */
function inputNamed(root: string, types: TypeScope): string | undefined {
  const inputs = types['inputs'] && closedProperties(types['inputs']);
  return Object.keys(inputs ?? {}).find(name => name === root.toLowerCase());
}

function* nameProblems(tree: Tree, types: TypeScope): Generator<ExpressionProblem> {
  for (const reference of tree.references) {
    const found = typeOfPath(reference.path, types);
    if ('message' in found) yield { message: found.message, ...placeOf(reference, found.at) };
  }
  for (const { node, bound } of nodesOf(tree.root)) {
    const variable = comprehensionOf(node)?.variable;
    if (variable !== undefined && (Object.hasOwn(types, variable) || ROOTS.has(variable))) {
      yield { message: say.variableIsRoot(variable), offset: node.start, length: node.end - node.start };
    }
    yield* impossibleTexts(node, bound, types);
  }
}

const ROOTS = new Set(['inputs', 'steps', 'run', 'target', 'outputs', 'now', 'today', 'secrets']);

function placeOf(path: ExpressionPath, at: number): { offset: number; length: number } {
  const offset = path.starts[at] ?? path.starts[0] ?? 0;
  return { offset, length: (path.path[at] ?? '').length };
}

function* nodesOf(node: ExpressionNode, bound: Bound = UNBOUND): Generator<{ readonly node: ExpressionNode; readonly bound: Bound }> {
  yield { node, bound };
  for (const [part, inside] of partsOf(node, bound)) yield* nodesOf(part, inside);
}

/** `inputs.release == 'ful'`: a text that the value can never be. */
function* impossibleTexts(node: ExpressionNode, bound: Bound, types: TypeScope): Generator<ExpressionProblem> {
  if (node.op !== '==' && node.op !== '!=' && node.op !== 'in') return;
  const [left, right] = node.args;
  const [side, others] = node.op !== 'in' && left.op === 'value' ? [right, [left]] : [left, right.op === 'list' && node.op === 'in' ? right.args : [right]];
  const path = pathOf(side, bound);
  const found = path && typeOfPath(path.path, types);
  const texts = found && 'schema' in found ? textsOf(found.schema) : undefined;
  if (!texts || !path) return;
  for (const other of others) {
    if (other.op !== 'value' || typeof other.args !== 'string' || texts.includes(other.args)) continue;
    yield { message: say.neverEqual(path.path.join('.'), other.args, texts), offset: other.start, length: other.end - other.start };
  }
}

function inferType(tree: Tree, types: TypeScope): { readonly type: JsonSchema; readonly problem?: ExpressionProblem } {
  const typed = typedEnvironment();
  const alone = schemaAt(tree.root, UNBOUND, types);
  if (alone && !alone.optional) return { type: alone.schema };
  const written = writeExpression(tree.root, {
    source: tree.text,
    replace: (node, bound) => {
      if (isHas(node) && node.op === 'call' && node.args[1][0] && pathOf(node.args[1][0], bound)) return 'true';
      const found = schemaAt(node, bound, types);
      return found && typed.variableOf(found.schema, found.optional);
    },
  });
  const checked = typed.check(written.text);
  const inferred = checked.type ?? 'dyn';
  if (checked.valid && !inferred.startsWith('optional')) return { type: typed.schemaOf(inferred) };
  const place = (checked.error?.node && written.origin(checked.error.node)) ?? { offset: 0, length: tree.text.length };
  const source = tree.text.slice(place.offset, place.offset + place.length);
  const { code, summary } = checked.error ?? { code: 'optional_value_missing', summary: '' };
  return { type: ANY, problem: { message: `${describeFailure({ code, summary, source })}.`, ...place } };
}

/** The type of a node that is a path. An object whose fields are known is only looked into, so as a whole it is anything. */
function schemaAt(node: ExpressionNode, bound: Bound, types: TypeScope): { readonly schema: JsonSchema; readonly optional: boolean } | undefined {
  const path = pathOf(node, bound);
  const found = path && typeOfPath(path.path, types);
  if (!path || !found || !('schema' in found)) return undefined;
  return { schema: closedProperties(found.schema) ? { ...ANY } : found.schema, optional: path.optional };
}
