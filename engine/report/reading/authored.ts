import { type Block, type Spans, code, link, strong, text } from '../document.ts';

/** The blocks of a text by an author: paragraphs, lists, ticks, fenced code, in the little Markdown that people write anyway. */
export function authoredBlocks(source: string): readonly Block[] {
  const blocks: Block[] = [];
  const lines = source.replaceAll('\r\n', '\n').split('\n');
  for (let at = 0; at < lines.length; ) {
    const end = endOf(lines, at);
    const block = blockOf(lines.slice(at, end));
    if (block) blocks.push(block);
    at = end;
  }
  return blocks;
}

/** Code in backticks, addresses, `[text](address)`, `**strong**`. */
export function authoredSpans(source: string): Spans {
  const spans: Spans[number][] = [];
  let from = 0;
  for (const match of source.matchAll(INLINE)) {
    const [all, quoted, bold, label, address, bare] = match;
    if (match.index > from) spans.push(text(source.slice(from, match.index)));
    if (quoted !== undefined) spans.push(code(quoted));
    else if (bold !== undefined) spans.push(strong(text(bold)));
    else if (address !== undefined) spans.push(link(address, text(label ?? '')));
    else if (bare !== undefined) spans.push(link(bare));
    from = match.index + all.length;
  }
  return from < source.length ? [...spans, text(source.slice(from))] : spans;
}

const INLINE = /`([^`\n]+)`|\*\*([^*\n]+)\*\*|\[([^\]\n]+)\]\(([^\s)]+)\)|(https?:\/\/[^\s<>"'`]*[^\s<>"'`.,;:!?)‹›\]])/g;
const FENCE = /^\s*```/;
const TICK = /^\s*[-*] \[([ xX])\] (.*)$/;
const BULLET = /^\s*(?:[-*]|\d{1,3}[.)]) (.*)$/;

type Kind = 'blank' | 'fence' | 'tick' | 'number' | 'bullet' | 'text';

function kindOf(line: string): Kind {
  if (line.trim() === '') return 'blank';
  if (FENCE.test(line)) return 'fence';
  if (TICK.test(line)) return 'tick';
  if (BULLET.test(line)) return /^\s*\d/.test(line) ? 'number' : 'bullet';
  return 'text';
}

/** Where the block that begins at a line ends: lines of one kind, and what is indented below an item. */
function endOf(lines: readonly string[], start: number): number {
  const kind = kindOf(lines[start] ?? '');
  if (kind === 'fence') {
    const close = lines.findIndex((line, index) => index > start && FENCE.test(line));
    return close < 0 ? lines.length : close + 1;
  }
  const isItem = kind === 'tick' || kind === 'bullet' || kind === 'number';
  const rest = lines.findIndex((line, index) => index > start && kindOf(line) !== kind && !(isItem && kindOf(line) === 'text' && /^\s{2}/.test(line)));
  return rest < 0 ? lines.length : rest;
}

function blockOf(lines: readonly string[]): Block | undefined {
  const [first = ''] = lines;
  switch (kindOf(first)) {
    case 'blank':
      return undefined;
    case 'fence':
      return { type: 'code', text: lines.slice(1, lines.length > 1 && FENCE.test(lines.at(-1) ?? '') ? -1 : undefined).join('\n') };
    case 'tick':
      return { type: 'tasks', items: items(lines, TICK).map(({ mark, body }) => ({ done: mark !== ' ', spans: authoredSpans(body) })) };
    case 'number':
    case 'bullet': {
      const found = items(lines, BULLET).map(({ mark }): readonly Block[] => [{ type: 'paragraph', spans: authoredSpans(mark) }]);
      return { type: 'list', items: found, ...(kindOf(first) === 'number' && { ordered: true }) };
    }
    case 'text':
      return { type: 'paragraph', spans: authoredSpans(lines.map(line => line.trim()).join(' ')) };
  }
}

/** The marked lines, each with what is indented below it: `mark` is the first group of the pattern, `body` the second. */
function items(lines: readonly string[], pattern: RegExp): readonly { readonly mark: string; readonly body: string }[] {
  const found: { mark: string; body: string }[] = [];
  for (const line of lines) {
    const match = pattern.exec(line);
    const last = found.at(-1);
    if (match) found.push({ mark: match[1] ?? '', body: match[2] ?? '' });
    else if (last && pattern === BULLET) last.mark += ` ${line.trim()}`;
    else if (last) last.body += ` ${line.trim()}`;
  }
  return found;
}
