import { type Bound, type ExpressionNode, UNBOUND, comprehensionOf } from './expression-tree.ts';

/** An expression written out again, with parentheses around every operation. */
export interface Written {
  readonly text: string;
  /** The place in the source of a node of the written text; undefined where it was added. */
  origin(node: { readonly start: number; readonly end: number }): { readonly offset: number; readonly length: number } | undefined;
}

export interface WriteOptions {
  readonly source: string;
  /** Other text for a node; undefined writes it as it is. */
  replace?(node: ExpressionNode, bound: Bound): string | undefined;
  /** Writes the capped twins of `matches`, `duration`, `in` and the comprehensions instead. */
  readonly capped?: boolean;
}

/** What has been written so far, and where written places come from. */
interface Writer extends WriteOptions {
  text: string;
  readonly starts: Map<number, number>;
  readonly ends: Map<number, number>;
}

/**
 * The library's own serializer loses parentheses (`1 - (2 - 3)` becomes `1 - 2 - 3`) and digits, so this one does it.
 * Literals are copied from the source.
 */
export function writeExpression(root: ExpressionNode, options: WriteOptions): Written {
  const writer: Writer = { ...options, text: '', starts: new Map(), ends: new Map() };
  write(writer, root, UNBOUND);
  return {
    text: writer.text,
    origin: node => {
      const [offset, end] = [writer.starts.get(node.start), writer.ends.get(node.end)];
      return offset === undefined || end === undefined ? undefined : { offset, length: end - offset };
    },
  };
}

function write(writer: Writer, node: ExpressionNode, bound: Bound): void {
  const begin = writer.text.length;
  const replaced = writer.replace?.(node, bound);
  if (replaced === undefined) writeNode(writer, node, bound);
  else writer.text += replaced;
  if (!writer.starts.has(begin)) writer.starts.set(begin, node.start);
  writer.ends.set(writer.text.length, node.end);
}

function writeNode(writer: Writer, node: ExpressionNode, bound: Bound): void {
  switch (node.op) {
    case 'value':
      writer.text += writer.source.slice(node.start, node.end);
      return;
    case 'id':
      writer.text += node.args;
      return;
    case '.':
    case '.?':
      writeReceiver(writer, node.args[0], bound);
      writer.text += `${node.op}${node.args[1]}`;
      return;
    case '[]':
    case '[?]':
      writeReceiver(writer, node.args[0], bound);
      return writeAround(writer, node.op === '[]' ? '[' : '[?', ']', () => write(writer, node.args[1], bound));
    case 'call':
      writer.text += writer.capped && node.args[0] === 'duration' ? 'duration_of' : node.args[0];
      return writeAround(writer, '(', ')', () => writeList(writer, node.args[1], bound));
    case 'rcall':
      return writeMethod(writer, node.args, node, bound);
    case 'list':
      return writeAround(writer, '[', ']', () => writeList(writer, node.args, bound));
    case 'map':
      return writeAround(writer, '{', '}', () => writeEntries(writer, node.args, bound));
    default:
      return writeOperation(writer, node, bound);
  }
}

function writeOperation(writer: Writer, node: ExpressionNode, bound: Bound): void {
  if (node.op === '!_' || node.op === '-_') {
    writer.text += node.op === '!_' ? '!' : '-';
    return writeReceiver(writer, node.args, bound);
  }
  if (node.op === '?:') {
    for (const [index, sign] of ['', ' ? ', ' : '].entries()) {
      writer.text += sign;
      writeOperand(writer, node.args[index] ?? node, bound);
    }
    return;
  }
  if (!isBinary(node)) return;
  const [left, right] = node.args;
  // `a && b && c` stays flat, or long conditions would get too deep.
  if (left.op === node.op) write(writer, left, bound);
  else writeOperand(writer, left, bound);
  writer.text += ` ${node.op} `;
  if (node.op === 'in') writeCounted(writer, right, bound);
  else writeOperand(writer, right, bound);
}

function writeMethod(writer: Writer, args: (ExpressionNode & { op: 'rcall' })['args'], node: ExpressionNode, bound: Bound): void {
  const [method, receiver, params] = args;
  const comprehension = comprehensionOf(node);
  if (!comprehension) {
    writeReceiver(writer, receiver, bound);
    writer.text += `.${writer.capped && method === 'matches' ? 'matches_text' : method}`;
    return writeAround(writer, '(', ')', () => writeList(writer, params, bound));
  }
  writeCounted(writer, receiver, bound);
  writer.text += `.${method}`;
  const inside = new Set([...bound, comprehension.variable]);
  writeAround(writer, '(', ')', () => {
    writer.text += `${comprehension.variable}, `;
    writeList(writer, comprehension.bodies, inside);
  });
}

/** A list that will be walked: its length counts against the limits. */
function writeCounted(writer: Writer, node: ExpressionNode, bound: Bound): void {
  if (!writer.capped) return writeReceiver(writer, node, bound);
  writer.text += 'counted';
  writeAround(writer, '(', ')', () => write(writer, node, bound));
}

function writeReceiver(writer: Writer, node: ExpressionNode, bound: Bound): void {
  if (node.op === 'value') writeAround(writer, '(', ')', () => write(writer, node, bound));
  else writeOperand(writer, node, bound);
}

function writeOperand(writer: Writer, node: ExpressionNode, bound: Bound): void {
  if (ATOMS.has(node.op)) write(writer, node, bound);
  else writeAround(writer, '(', ')', () => write(writer, node, bound));
}

const ATOMS: ReadonlySet<string> = new Set(['value', 'id', '.', '.?', '[]', '[?]', 'call', 'rcall', 'list', 'map']);

function writeList(writer: Writer, nodes: readonly ExpressionNode[], bound: Bound): void {
  for (const [index, node] of nodes.entries()) {
    if (index > 0) writer.text += ', ';
    write(writer, node, bound);
  }
}

function writeEntries(writer: Writer, entries: readonly (readonly [ExpressionNode, ExpressionNode])[], bound: Bound): void {
  for (const [index, [key, value]] of entries.entries()) {
    if (index > 0) writer.text += ', ';
    write(writer, key, bound);
    writer.text += ': ';
    write(writer, value, bound);
  }
}

function writeAround(writer: Writer, open: string, close: string, inside: () => void): void {
  writer.text += open;
  inside();
  writer.text += close;
}

function isBinary(node: ExpressionNode): node is ExpressionNode & { readonly args: readonly [ExpressionNode, ExpressionNode] } {
  return !ATOMS.has(node.op) && Array.isArray(node.args) && node.args.length === 2;
}
