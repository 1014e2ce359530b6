import type { Finding, Path } from './finding.ts';
import { nodeAt, rawText, type ScalarNode, type Source, type Span } from './source-tree.ts';

/** What of a place is meant: its key, its value, or a part of its text. */
export type Aim = Pick<Finding, 'key' | 'offset' | 'length'>;

/** Line, column (1-based, UTF-16 units) and length of a place in the document. */
export function locate(source: Source, path: Path, aim: Aim = {}): { readonly line: number; readonly col: number; readonly length: number } {
  const span = spanAt(source, { path, ...aim });
  const before = source.text.slice(0, span.start);
  const lineStart = before.lastIndexOf('\n') + 1;
  return { line: before.split('\n').length, col: span.start - lineStart + 1, length: Math.max(1, span.end - span.start) };
}

/** Where the line of an offset begins. */
export function lineStartBefore(text: string, offset: number): number {
  return offset === 0 ? 0 : text.lastIndexOf('\n', offset - 1) + 1;
}

/** The offsets that a finding means. A place that does not exist is shown at the key of the nearest one that does. */
export function spanAt(source: Source, { path, key, offset, length }: Pick<Finding, 'path'> & Aim): Span {
  const { node, pair, isWhole } = nodeAt(source.root, path);
  if (pair && (key === true || !isWhole)) return pair.keySpan;
  if (node.type === 'scalar') return offset === undefined ? scalarSpan(source, node) : partSpan(source, node, offset, length ?? 1);
  if (pair && !node.flow) return pair.keySpan;
  return { start: node.start, end: node.end };
}

/** A block text is shown by its header line. */
function scalarSpan(source: Source, node: ScalarNode): Span {
  if (node.style !== 'block') return { start: node.start, end: Math.max(node.end, node.start + 1) };
  const newline = source.text.indexOf('\n', node.start);
  return { start: node.start, end: newline < 0 ? node.end : newline };
}

/**
 * A part of a text, found again in the file: the same piece, counted from the text's beginning. Right for every style of
 * scalar as long as the piece itself is written as it is; else the whole text is meant.
 */
function partSpan(source: Source, node: ScalarNode, offset: number, length: number): Span {
  const value = String(node.value);
  const piece = (value.slice(offset, offset + Math.max(1, length)).split('\n')[0] ?? '').trimEnd();
  if (piece === '') return scalarSpan(source, node);
  const raw = rawText(source, node);
  const skipped = occurrences(value, piece, offset);
  let at = raw.indexOf(piece);
  for (let index = 0; index < skipped && at >= 0; index += 1) at = raw.indexOf(piece, at + 1);
  return at < 0 ? scalarSpan(source, node) : { start: node.start + at, end: node.start + at + piece.length };
}

/** How often the piece begins before the offset. */
function occurrences(value: string, piece: string, offset: number): number {
  let count = 0;
  for (let at = value.indexOf(piece); at >= 0 && at < offset; at = value.indexOf(piece, at + 1)) count += 1;
  return count;
}
