import type { Reference } from './scope.ts';

/** A node of CEL's syntax tree, as far as we look at it. Offsets count from the start of the text. */
export type ExpressionNode = { readonly start: number; readonly end: number; readonly pos: number } & (
  | { readonly op: 'value'; readonly args: unknown }
  | { readonly op: 'id'; readonly args: string }
  | { readonly op: '.' | '.?'; readonly args: readonly [ExpressionNode, string] }
  | { readonly op: 'call'; readonly args: readonly [string, readonly ExpressionNode[]] }
  | { readonly op: 'rcall'; readonly args: readonly [string, ExpressionNode, readonly ExpressionNode[]] }
  | { readonly op: 'list'; readonly args: readonly ExpressionNode[] }
  | { readonly op: 'map'; readonly args: readonly (readonly [ExpressionNode, ExpressionNode])[] }
  | { readonly op: '?:'; readonly args: readonly [ExpressionNode, ExpressionNode, ExpressionNode] }
  | { readonly op: '!_' | '-_'; readonly args: ExpressionNode }
  | { readonly op: '[]' | '[?]' | '||' | '&&' | BinaryOperator; readonly args: readonly [ExpressionNode, ExpressionNode] }
);

export type BinaryOperator = '!=' | '==' | 'in' | '+' | '-' | '*' | '/' | '%' | '<' | '<=' | '>' | '>=';

/** Names that a comprehension has bound at a node. */
export type Bound = ReadonlySet<string>;

export const UNBOUND: Bound = new Set();

/** A path from a root: `steps.a.outputs['b']`; a dynamic index is none. */
export interface ExpressionPath {
  readonly path: Reference;
  /** Where each part of it begins. */
  readonly starts: readonly number[];
  readonly end: number;
  /** Reached by `.?`: it may be missing. */
  readonly optional: boolean;
}

/** A path that an expression refers to. `guarded`: by `has()` or `.?`. */
export interface ExpressionReference extends ExpressionPath {
  readonly guarded: boolean;
}

/** A comprehension: the variable that it binds, what it walks, and the parts that see the variable. */
export interface Comprehension {
  readonly variable: string;
  readonly list: ExpressionNode;
  readonly bodies: readonly ExpressionNode[];
}

export function comprehensionOf(node: ExpressionNode): Comprehension | undefined {
  if (node.op !== 'rcall') return undefined;
  const [method, list, [variable, ...bodies]] = node.args;
  const fits = COMPREHENSIONS.get(method)?.includes(bodies.length) === true;
  return fits && variable?.op === 'id' ? { variable: variable.args, list, bodies } : undefined;
}

/** How many parts each takes beside its variable. */
const COMPREHENSIONS = new Map<string, readonly number[]>([
  ['all', [1]],
  ['exists', [1]],
  ['exists_one', [1]],
  ['filter', [1]],
  ['map', [1, 2]],
]);

/** The direct parts of a node, each with the names that are bound there. */
export function partsOf(node: ExpressionNode, bound: Bound): readonly (readonly [ExpressionNode, Bound])[] {
  const comprehension = comprehensionOf(node);
  if (comprehension) {
    const inside = new Set([...bound, comprehension.variable]);
    return [[comprehension.list, bound], ...comprehension.bodies.map(body => [body, inside] as const)];
  }
  return childrenOf(node).map(child => [child, bound] as const);
}

function childrenOf(node: ExpressionNode): readonly ExpressionNode[] {
  switch (node.op) {
    case 'value':
    case 'id':
      return [];
    case '.':
    case '.?':
      return [node.args[0]];
    case 'call':
      return node.args[1];
    case 'rcall':
      return [node.args[1], ...node.args[2]];
    case 'map':
      return node.args.flat();
    case '!_':
    case '-_':
      return [node.args];
    default:
      return node.args;
  }
}

/** The path that a node spells out in full, from a name that no comprehension has bound. */
export function pathOf(node: ExpressionNode, bound: Bound): ExpressionPath | undefined {
  if (node.op === 'id')
    return bound.has(node.args) || TYPE_NAMES.has(node.args) ? undefined : { path: [node.args], starts: [node.start], end: node.end, optional: false };
  if (node.op === '.' || node.op === '.?') return longer(pathOf(node.args[0], bound), node.args[1], node.pos, node);
  if (node.op !== '[]' && node.op !== '[?]') return undefined;
  const [from, index] = node.args;
  return index.op === 'value' && typeof index.args === 'string' ? longer(pathOf(from, bound), index.args, index.start, node) : undefined;
}

function longer(from: ExpressionPath | undefined, part: string, start: number, node: ExpressionNode): ExpressionPath | undefined {
  if (!from) return undefined;
  return { path: [...from.path, part], starts: [...from.starts, start], end: node.end, optional: from.optional || node.op === '.?' || node.op === '[?]' };
}

/** Names that stand for types (`type(x) == int`) and for `optional.of(x)`: no paths. */
const TYPE_NAMES = new Set(['string', 'bool', 'int', 'uint', 'double', 'map', 'list', 'bytes', 'null_type', 'type', 'optional']);

/** Whether a name is a type in conditions, so that nothing else can have it. */
export function isTypeName(name: string): boolean {
  return TYPE_NAMES.has(name);
}

/** Every path that a node refers to, in order. */
export function referencesIn(root: ExpressionNode): readonly ExpressionReference[] {
  const found: ExpressionReference[] = [];
  const walk = (node: ExpressionNode, bound: Bound, guarded: boolean): void => {
    const path = pathOf(node, bound);
    if (path) found.push({ ...path, guarded: guarded || path.optional });
    else for (const [part, inside] of partsOf(node, bound)) walk(part, inside, isHas(node));
  };
  walk(root, UNBOUND, false);
  return found;
}

export function isHas(node: ExpressionNode): boolean {
  return node.op === 'call' && node.args[0] === 'has';
}
