import type { Json } from '../core/json.ts';
import type { Path } from './finding.ts';

/** A YAML value with its place: offsets in the text, in UTF-16 units. An alias is the very node that its anchor names. */
export type SourceNode = MapNode | ListNode | ScalarNode;

export interface MapNode extends Span {
  readonly type: 'map';
  /** Written in braces. */
  readonly flow: boolean;
  readonly pairs: readonly SourcePair[];
  /** The same pairs by key. */
  readonly byKey: ReadonlyMap<string, SourcePair>;
}

export interface SourcePair {
  readonly key: string;
  readonly keySpan: Span;
  readonly value: SourceNode;
  /** Nothing stands after the key, not even a colon. */
  readonly bare: boolean;
}

export interface ListNode extends Span {
  readonly type: 'list';
  readonly flow: boolean;
  readonly items: readonly SourceNode[];
}

export interface ScalarNode extends Span {
  readonly type: 'scalar';
  readonly style: 'plain' | 'quoted' | 'block';
  readonly value: string | number | boolean | null;
}

export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A parsed file. */
export interface Source {
  readonly file: string;
  readonly text: string;
  readonly root: SourceNode;
}

/** The plain value. What stands behind an alias is shared. */
export function toJson(node: SourceNode, done: Map<SourceNode, Json> = new Map()): Json {
  const known = done.get(node);
  if (known !== undefined) return known;
  const value = buildJson(node, done);
  done.set(node, value);
  return value;
}

/** The node at a path, and the pair that holds it; the nearest existing one where the path leads nowhere. */
export function nodeAt(root: SourceNode, path: Path): { readonly node: SourceNode; readonly pair: SourcePair | undefined; readonly isWhole: boolean } {
  let node = root;
  let pair: SourcePair | undefined;
  for (const part of path) {
    const next: SourcePair | SourceNode | undefined =
      node.type === 'map' ? node.byKey.get(String(part)) : node.type === 'list' ? node.items[Number(part)] : undefined;
    if (!next) return { node, pair, isWhole: false };
    pair = 'value' in next && 'keySpan' in next ? next : undefined;
    node = pair ? pair.value : (next as SourceNode);
  }
  return { node, pair, isWhole: true };
}

/** The text as written, without quotes being undone. */
export function rawText(source: Pick<Source, 'text'>, span: Span): string {
  return source.text.slice(span.start, span.end);
}

function buildJson(node: SourceNode, done: Map<SourceNode, Json>): Json {
  if (node.type === 'scalar') return node.value;
  if (node.type === 'list') return node.items.map(item => toJson(item, done));
  const value: Record<string, Json> = {};
  for (const pair of node.pairs) define(value, pair.key, toJson(pair.value, done));
  return value;
}

/** `__proto__` becomes a key like any other. */
function define(target: Record<string, Json>, key: string, value: Json): void {
  if (key !== '__proto__') target[key] = value;
  else Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
}
