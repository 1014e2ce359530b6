import { sourceMessages } from '../core/messages/source.ts';
import type { SourceFinding } from './finding.ts';
import { rawText, type ScalarNode, type Source, type SourceNode, type SourcePair } from './source-tree.ts';

/** What YAML reads without a word, but not as its author meant it. */
export function findTraps(source: Source): readonly SourceFinding[] {
  const findings: SourceFinding[] = [];
  const seen = new Set<SourceNode>();
  const visit = (node: SourceNode, key: string, inWith: boolean): void => {
    if (seen.has(node)) return;
    seen.add(node);
    if (node.type === 'scalar') return void findings.push(...scalarTraps(source, node, key, inWith));
    if (node.type === 'list') {
      for (const item of node.items) {
        findings.push(...itemTraps(source, node.flow, item));
        visit(item, key, inWith);
      }
      return;
    }
    for (const [index, pair] of node.pairs.entries()) {
      findings.push(...pairTraps(source, node.flow, pair, node.pairs[index - 1]));
      visit(pair.value, pair.key, inWith || pair.key === 'with' || pair.key === 'env');
    }
  };
  visit(source.root, '', false);
  return findings.toSorted((a, b) => a.start - b.start);
}

const TEXT_KEYS = new Set(['name', 'title', 'description', 'message', 'confirm', 'manual', 'reason', 'no-stop', 'show', 'run']);

function scalarTraps(source: Source, node: ScalarNode, key: string, inWith: boolean): readonly SourceFinding[] {
  if (node.style !== 'plain') return [];
  const raw = rawText(source, node);
  if (typeof node.value === 'number' && JSON.stringify(node.value) !== raw) {
    return [{ start: node.start, end: node.end, code: 'ambiguous-number', ...sourceMessages.ambiguousNumber(raw, node.value) }];
  }
  if (typeof node.value !== 'string' || !(TEXT_KEYS.has(key) || inWith)) return [];
  const rest = /^[ \t]+#[^\s#][^\r\n]*/.exec(source.text.slice(node.end, node.end + 200));
  return rest ? [{ start: node.end, end: node.end + rest[0].length, code: 'cut-text', ...sourceMessages.cutText(raw, rest[0].trim()) }] : [];
}

/** In braces a comma begins a new key: `{ q: count(*), WHERE e }` has a second key `WHERE e`. */
function pairTraps(source: Source, flow: boolean, pair: SourcePair, before: SourcePair | undefined): readonly SourceFinding[] {
  if (!flow || !pair.bare) return [];
  const start = before ? before.value.start : pair.keySpan.start;
  return [
    {
      start: pair.keySpan.start,
      end: pair.keySpan.end,
      code: 'comma-in-braces',
      ...sourceMessages.commaInBraces(pair.key, source.text.slice(start, pair.keySpan.end)),
    },
  ];
}

/** `[l.map(i, i.id)]` is a list of two. */
function itemTraps(source: Source, flow: boolean, item: SourceNode): readonly SourceFinding[] {
  if (!flow || item.type !== 'scalar' || item.style !== 'plain' || typeof item.value !== 'string') return [];
  const raw = rawText(source, item);
  const isOpen = raw.split('(').length > raw.split(')').length;
  return isOpen && source.text[item.end] === ',' ? [{ start: item.start, end: item.end, code: 'comma-in-list', ...sourceMessages.commaInList(raw) }] : [];
}
