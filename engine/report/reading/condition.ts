import { readExpression } from '../../core/expression.ts';
import { type ExpressionNode, UNBOUND, pathOf } from '../../core/expression-tree.ts';
import { conditionWords as say } from '../../core/messages/condition.ts';
import { writeExpression } from '../../core/write-expression.ts';
import { type Spans, code, text } from '../document.ts';
import { shortPath } from './placeholders.ts';

/** A condition in words as far as words are clearer, else as it is written, with short names. */
export function conditionSpans(source: string): Spans {
  const tree = readExpression(source);
  if (tree.status === 'error') return [code(source)];
  const { root } = tree;
  // A flag alone is no sentence.
  if (pathOf(root, UNBOUND)) return [...operand(root, source), text(say.isTrue)];
  if (root.op === '!_' && pathOf(root.args, UNBOUND)) return [...operand(root.args, source), text(say.isFalse)];
  return sentence(root, source);
}

/** An expression with short names, on one line. */
export function shortExpression(source: string): string {
  const tree = readExpression(source);
  return tree.status === 'error' ? source : shorten(tree.root, source);
}

function sentence(node: ExpressionNode, source: string): Spans {
  if (node.op === '&&' || node.op === '||') return joined(node.op, flat(node, node.op), source);
  if (node.op === '!_') return negated(node.args, source);
  if (isHas(node)) return [text(say.there), ...operand(node.args[1][0] ?? node, source)];
  if (node.op === 'rcall' && node.args[0] === 'matches') return pattern(node, source);
  if (node.op === 'in') return member(node.args, source);
  const sign = node.op;
  return isComparison(sign) ? comparison(node as Binary, sign, source) : operand(node, source);
}

type Binary = ExpressionNode & { readonly args: readonly [ExpressionNode, ExpressionNode] };
type Comparison = keyof typeof say.comparisons;

function isComparison(op: string): op is Comparison {
  return op in say.comparisons;
}

function isHas(node: ExpressionNode): node is ExpressionNode & { readonly op: 'call' } {
  return node.op === 'call' && node.args[0] === 'has';
}

/** `a && b && c` is one list of three. */
function flat(node: ExpressionNode, op: '&&' | '||'): readonly ExpressionNode[] {
  return node.op === op ? node.args.flatMap(part => flat(part, op)) : [node];
}

function joined(op: '&&' | '||', parts: readonly ExpressionNode[], source: string): Spans {
  const word = op === '&&' ? say.and : say.or;
  return parts.flatMap((part, index): Spans => {
    const inner = sentence(part, source);
    const apart = part.op === '&&' || part.op === '||' ? [text(say.open), ...inner, text(say.close)] : inner;
    return index === 0 ? apart : [text(word), ...apart];
  });
}

function negated(node: ExpressionNode, source: string): Spans {
  if (isHas(node)) return [text(say.notThere), ...operand(node.args[1][0] ?? node, source)];
  const inner = sentence(node, source);
  return inner.length === 1 ? [text(say.not), ...inner] : [text(say.not + say.open), ...inner, text(say.close)];
}

function comparison(node: Binary, sign: Comparison, source: string): Spans {
  const [left, right] = node.args;
  const value = right.op === 'value' ? right.args : undefined;
  if (typeof value === 'boolean') return [...operand(left, source), text((sign === '==') === value ? say.isTrue : say.isFalse)];
  if (value === '' && (sign === '==' || sign === '!=')) return [...operand(left, source), text(sign === '==' ? say.isEmpty : say.isGiven)];
  if (left.op === 'id' && left.args === 'now' && sign !== '==' && sign !== '!=') return [text(say.later[sign]), ...operand(right, source)];
  return [...operand(left, source), text(say.comparisons[sign]), ...operand(right, source)];
}

function member([item, list]: Binary['args'], source: string): Spans {
  const choices = list.op === 'list' ? list.args : [list];
  const named = choices.flatMap((choice, index): Spans => [...(index === 0 ? [] : [text(', ')]), ...operand(choice, source)]);
  return [...operand(item, source), text(say.oneOf), ...named];
}

function pattern(node: ExpressionNode & { readonly op: 'rcall' }, source: string): Spans {
  const [, receiver, [regex]] = node.args;
  return [...operand(receiver, source), text(say.looksLike), ...(regex ? operand(regex, source) : [])];
}

function operand(node: ExpressionNode, source: string): Spans {
  if (node.op === 'value' && typeof node.args === 'string') return [code(node.args)];
  if (node.op === 'rcall' && node.args[0] === 'size' && node.args[2].length === 0) return [text(say.numberOf), ...operand(node.args[1], source)];
  return [code(shorten(node, source))];
}

/** Paths by their short names; `timestamp(x)` and `duration('2m')` as what they wrap; `x.?y.orValue(z)` as `x.y`. */
function shorten(root: ExpressionNode, source: string): string {
  const replace = (node: ExpressionNode, bound: ReadonlySet<string>): string | undefined => {
    const path = pathOf(node, bound);
    if (path) return path.path[0] === 'inputs' ? undefined : shortPath(path.path);
    if (node.op === 'rcall' && node.args[0] === 'orValue') return pathOf(node.args[1], bound) && shorten(node.args[1], source);
    if (node.op !== 'call' || !WRAPPERS.has(node.args[0])) return undefined;
    const [inner] = node.args[1];
    return inner && (inner.op === 'value' ? String(inner.args) : bound.size === 0 ? shorten(inner, source) : undefined);
  };
  return writeExpression(root, { source, replace })
    .text.replaceAll(/\s+/g, ' ')
    .replaceAll(/\(-\(([\d.]+)\)\)/g, '-$1');
}

const WRAPPERS: ReadonlySet<string> = new Set(['timestamp', 'duration', 'string']);
