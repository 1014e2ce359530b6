import { unreachable } from '../core/json.ts';
import { cleanText } from '../core/text.ts';
import type { Block, Document, Spans } from './document.ts';
import { type Brush, TONES, createBrush, widthOf, wrapSpans } from './wrap-spans.ts';

/** A document to read on a terminal: wrapped lines, aligned tables, colours where there are any. */
export function toTerminal({ title, blocks }: Document, { columns, color }: { readonly columns: number; readonly color: boolean }): string {
  const brush = createBrush(color);
  const width = Math.max(20, Math.min(columns, 100));
  const head = wrapSpans([{ type: 'strong', spans: [{ type: 'text', text: title }] }], width, brush);
  return [...head, '', ...apart(blocks, width, brush)].join('\n');
}

/** Blocks with an empty line between them. */
function apart(blocks: readonly Block[], width: number, brush: Brush): readonly string[] {
  return blocks.flatMap((block, index) => [...(index === 0 ? [] : ['']), ...linesOf(block, width, brush)]);
}

function linesOf(block: Block, width: number, brush: Brush): readonly string[] {
  switch (block.type) {
    case 'heading':
      return headingLines(block, width, brush);
    case 'paragraph':
      return wrapSpans(block.spans, width, brush);
    case 'list':
      return block.items.flatMap((item, index) => hanging(block.ordered ? `${index + 1}. ` : '- ', item, width, brush));
    case 'tasks':
      return block.items.flatMap(({ done, spans }) => hanging(done ? '[x] ' : '[ ] ', [{ type: 'paragraph', spans }], width, brush));
    case 'table':
      return tableLines(block.head, block.rows, width, brush);
    case 'code':
      return codeLines(block.text, brush);
    case 'note':
      return beside(brush.paint(TONES[block.tone], '│ '), apart(block.blocks, width - 2, brush));
    case 'details':
      return [
        brush.paint('dim', `${cleanText(block.summary)}:`),
        ...beside(
          '  ',
          block.blocks.flatMap(inner => linesOf(inner, width - 2, brush)),
        ),
      ];
    case 'terms':
      return block.items.flatMap(({ term, blocks }) => termLines(term, blocks, width, brush));
    default:
      return unreachable(block);
  }
}

function headingLines({ level, spans }: Extract<Block, { type: 'heading' }>, width: number, brush: Brush): readonly string[] {
  const lines = wrapSpans([{ type: 'strong', spans }], width, brush);
  return level === 2 ? [...lines, brush.paint('dim', '─'.repeat(Math.min(width, widthOf(spans, brush))))] : lines;
}

/** One paragraph stands behind its term, all else below it. */
function termLines(term: string, blocks: readonly Block[], width: number, brush: Brush): readonly string[] {
  const name: Spans = [{ type: 'strong', spans: [{ type: 'text', text: `${term}:` }] }];
  const [first, ...rest] = blocks;
  if (first?.type !== 'paragraph') return [...wrapSpans(name, width, brush), ...blocks.flatMap(block => beside('  ', linesOf(block, width - 2, brush)))];
  const lines = wrapSpans([...name, { type: 'text', text: ' ' }, ...first.spans], width - 2, brush);
  return [...lines.map((line, index) => (index === 0 ? line : `  ${line}`)), ...rest.flatMap(block => beside('  ', linesOf(block, width - 2, brush)))];
}

function hanging(mark: string, blocks: readonly Block[], width: number, brush: Brush): readonly string[] {
  const lines = blocks.flatMap(block => linesOf(block, width - mark.length, brush));
  return lines.map((line, index) => (index === 0 ? mark : ' '.repeat(mark.length)) + line);
}

function beside(margin: string, lines: readonly string[]): readonly string[] {
  return lines.map(line => (margin + line).trimEnd());
}

function codeLines(code: string, brush: Brush): readonly string[] {
  return cleanText(code)
    .replace(/\n+$/, '')
    .split('\n')
    .map(line => `    ${brush.paint('cyan', line)}`);
}

/** Columns where they fit; else each row as its first cell, and the others below it. */
function tableLines(head: readonly string[], rows: readonly (readonly Spans[])[], width: number, brush: Brush): readonly string[] {
  const all: readonly (readonly Spans[])[] = [head.map(cell => [{ type: 'mark', tone: 'plain', text: cell }] as const), ...rows];
  const widths = head.map((_cell, column) => Math.max(...all.map(row => widthOf(row[column] ?? [], brush))));
  if (widths.reduce((sum, one) => sum + one + 2, -2) > width) return rows.flatMap(row => stacked(row, width, brush));
  return all.map(row =>
    row
      .map((cell, column) => padded(cell, widths[column] ?? 0, brush))
      .join('  ')
      .trimEnd(),
  );
}

function padded(cell: Spans, width: number, brush: Brush): string {
  return wrapSpans(cell, Number.POSITIVE_INFINITY, brush).join('') + ' '.repeat(Math.max(0, width - widthOf(cell, brush)));
}

function stacked([first = [], ...others]: readonly Spans[], width: number, brush: Brush): readonly string[] {
  return [...wrapSpans(first, width, brush), ...others.flatMap(cell => beside('    ', wrapSpans(cell, width - 4, brush)))];
}
