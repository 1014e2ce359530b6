import { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument, type Alias, type Node, type Pair, type Scalar, type YAMLMap } from 'yaml';
import type { Json } from '../core/json.ts';
import { sourceMessages } from '../core/messages/source.ts';
import { explainSyntax } from './explain-syntax.ts';
import type { SourceFinding } from './finding.ts';
import { toJson, type ScalarNode, type Source, type SourceNode, type SourcePair, type Span } from './source-tree.ts';
import { findTraps } from './traps.ts';

/** Bytes of the largest file that is read. */
export const SIZE_LIMIT = 1_048_576;
/** Nodes that aliases may add to what is written: a bomb multiplies, an honest file does not. */
const ALIAS_LIMIT = 100_000;
const DEPTH_LIMIT = 100;

/** Before the first content, behind empty lines and comments. */
const DIRECTIVE = /^(?:[ \t]*(?:#.*)?\r?\n)*(%.*)/;

export type ParsedSource =
  /** The findings are YAML's traps: the value is there, but perhaps not what was meant. */
  | { readonly status: 'ok'; readonly source: Source; readonly value: Json; readonly findings: readonly SourceFinding[] }
  | { readonly status: 'invalid'; readonly source: Pick<Source, 'file' | 'text'>; readonly findings: readonly SourceFinding[] };

/** Reads YAML 1.2 as far as runbooks use it: one document, text keys, no tags, no directives, aliases within bounds. */
export function parseSource(file: string, bytes: Uint8Array): ParsedSource {
  const refused = (text: string, finding: SourceFinding): ParsedSource => ({ status: 'invalid', source: { file, text }, findings: [finding] });
  if (bytes.byteLength > SIZE_LIMIT) return refused('', at(0, 0, 'too-large', sourceMessages.tooLarge(SIZE_LIMIT)));
  const decoded = decode(bytes);
  if ('code' in decoded) return refused('', decoded);
  return parseText(file, decoded.text);
}

function decode(bytes: Uint8Array): { readonly text: string } | SourceFinding {
  const zero = bytes.indexOf(0);
  if (zero >= 0) return at(0, 0, 'binary', sourceMessages.binary(zero));
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch {
    return at(0, 0, 'encoding', sourceMessages.encoding);
  }
}

function parseText(file: string, text: string): ParsedSource {
  const document = parseDocument(text, { lineCounter: new LineCounter(), stringKeys: true, prettyErrors: false, uniqueKeys: false, logLevel: 'error' });
  const invalid = (findings: readonly SourceFinding[]): ParsedSource => ({ status: 'invalid', source: { file, text }, findings });
  const errors = [...document.errors, ...document.warnings];
  if (errors.length > 0) return invalid(explainSyntax(text, errors));
  const [before = '', directive] = DIRECTIVE.exec(text) ?? [];
  if (directive !== undefined) return invalid([at(before.length - directive.length, before.length, 'directive', sourceMessages.directive)]);
  if (!document.contents || (isScalar(document.contents) && document.contents.value === null)) return invalid([at(0, 0, 'empty', sourceMessages.empty)]);
  const reader = new TreeReader();
  const root = reader.read(document.contents, 0);
  if (reader.findings.length > 0) return invalid(reader.findings);
  const source = { file, text, root };
  return { status: 'ok', source, value: toJson(root), findings: findTraps(source) };
}

/** Turns the parser's tree into ours. Owns what is known about anchors: their nodes, sizes, and which are still open. */
class TreeReader {
  readonly findings: SourceFinding[] = [];
  readonly #anchors = new Map<string, { readonly node: SourceNode; readonly size: number }>();
  readonly #open = new Set<string>();
  #size = 0;
  #aliased = 0;

  read(node: Node, depth: number): SourceNode {
    if (isAlias(node)) return this.#alias(node);
    if (depth > DEPTH_LIMIT) return this.#refuse(spanOf(node), 'too-deep', sourceMessages.tooDeep(DEPTH_LIMIT));
    if (node.tag !== undefined) return this.#refuse(spanOf(node), 'tag', sourceMessages.tag(node.tag));
    const anchor = node.anchor;
    const before = this.#size;
    if (anchor !== undefined) this.#open.add(anchor);
    this.#size += 1;
    const tree = this.#build(node, depth);
    if (anchor !== undefined) {
      this.#open.delete(anchor);
      this.#anchors.set(anchor, { node: tree, size: this.#size - before });
    }
    return tree;
  }

  #build(node: Node, depth: number): SourceNode {
    const span = spanOf(node);
    if (isMap(node)) return this.#map(node, span, depth);
    if (isSeq(node)) return { type: 'list', ...span, flow: node.flow === true, items: node.items.map(item => this.read(item as Node, depth + 1)) };
    return scalarNode(node as Scalar, span);
  }

  #map(node: YAMLMap, span: Span, depth: number): SourceNode {
    const byKey = new Map<string, SourcePair>();
    for (const item of node.items as readonly Pair<Node, Node | null>[]) {
      const keySpan = spanOf(item.key);
      const key = isScalar(item.key) ? String(item.key.value) : '';
      if (byKey.has(key)) this.#refuse(keySpan, 'duplicate-key', sourceMessages.duplicateKey(key));
      const value: SourceNode = item.value
        ? this.read(item.value, depth + 1)
        : { type: 'scalar', style: 'plain', value: null, start: keySpan.end, end: keySpan.end };
      byKey.set(key, { key, keySpan, value, bare: item.value === null });
    }
    return { type: 'map', ...span, flow: node.flow === true, pairs: [...byKey.values()], byKey };
  }

  #alias(node: Alias): SourceNode {
    const span = spanOf(node);
    const target = this.#anchors.get(node.source);
    if (this.#open.has(node.source)) return this.#refuse(span, 'alias-cycle', sourceMessages.aliasCycle(node.source));
    if (!target) return this.#refuse(span, 'unknown-anchor', sourceMessages.unknownAnchor(node.source));
    this.#size += target.size;
    this.#aliased += target.size;
    if (this.#aliased > ALIAS_LIMIT && !this.findings.some(finding => finding.code === 'alias-bomb')) {
      return this.#refuse(span, 'alias-bomb', sourceMessages.aliasBomb(ALIAS_LIMIT));
    }
    return target.node;
  }

  #refuse(span: Span, code: string, message: { readonly message: string; readonly hint?: string }): SourceNode {
    this.findings.push({ ...span, code, ...message });
    return { type: 'scalar', style: 'plain', value: null, ...span };
  }
}

function scalarNode(node: Scalar, span: Span): ScalarNode {
  const style = node.type === 'QUOTE_DOUBLE' || node.type === 'QUOTE_SINGLE' ? 'quoted' : node.type === 'PLAIN' ? 'plain' : 'block';
  const value = node.value;
  const isJson = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
  return { type: 'scalar', style, value: isJson ? value : null, ...span };
}

function spanOf(node: Node): Span {
  const [start, end] = node.range ?? [0, 0];
  return { start, end };
}

function at(start: number, end: number, code: string, message: { readonly message: string; readonly hint?: string }): SourceFinding {
  return { start, end, code, ...message };
}
