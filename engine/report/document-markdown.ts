import { unreachable } from '../core/json.ts';
import { cleanText } from '../core/text.ts';
import { type Block, type Document, type Span, type Spans, safeUrl } from './document.ts';

/** CommonMark with tables, ticks and folded parts as GitHub and GitLab read them. No text can leave its place. */
export function toMarkdown({ title, blocks }: Document): string {
  return `${[heading(1, [{ type: 'text', text: title }]), ...blocks.map(toBlock)].filter(block => block !== '').join('\n\n')}\n`;
}

function toBlock(block: Block): string {
  switch (block.type) {
    case 'heading':
      return heading(block.level, block.spans);
    case 'paragraph':
      return startOfLine(inline(block.spans));
    case 'list':
      return block.items.map((item, index) => hang(block.ordered ? `${index + 1}. ` : '- ', item)).join('\n');
    case 'tasks':
      return block.items.map(({ done, spans }) => `- [${done ? 'x' : ' '}] ${inline(spans)}`).join('\n');
    case 'table':
      return [rowOf(block.head.map(cell => inline([{ type: 'text', text: cell }]))), rowOf(block.head.map(() => '---')), ...block.rows.map(cells)].join('\n');
    case 'code':
      return fenced(block.text, block.language);
    case 'note':
      return prefixed(block.blocks.map(toBlock).join('\n\n'), '> ', '>');
    case 'details':
      return `<details>\n<summary>${escapeHtml(block.summary)}</summary>\n\n${block.blocks.map(toBlock).join('\n\n')}\n\n</details>`;
    case 'terms':
      return block.items.map(({ term, blocks }) => termOf(term, blocks)).join('\n');
    default:
      return unreachable(block);
  }
}

/** Number signs at its end would be taken for a closing mark. */
function heading(level: number, spans: Spans): string {
  return `${'#'.repeat(level)} ${inline(spans).replace(/(#+)$/, '\\$1')}`;
}

/** What it means stands behind the term where it begins with a paragraph. */
function termOf(term: string, blocks: readonly Block[]): string {
  const name: Span = { type: 'strong', spans: [{ type: 'text', text: term }] };
  const [first, ...rest] = blocks;
  if (first?.type !== 'paragraph') return hang('- ', [{ type: 'paragraph', spans: [name] }, ...blocks]);
  return hang('- ', [{ type: 'paragraph', spans: [name, { type: 'text', text: ': ' }, ...first.spans] }, ...rest]);
}

/** Blocks of an item, its first line behind the mark, the others below it. */
function hang(mark: string, blocks: readonly Block[]): string {
  const isLoose = blocks.filter(({ type }) => type !== 'list' && type !== 'tasks').length > 1;
  const inner = blocks.map(toBlock).join(isLoose ? '\n\n' : '\n');
  return mark + prefixed(inner, ' '.repeat(mark.length), '').trimStart();
}

function prefixed(lines: string, prefix: string, empty: string): string {
  return lines
    .split('\n')
    .map(line => (line === '' ? empty : prefix + line))
    .join('\n');
}

function cells(row: readonly Spans[]): string {
  return rowOf(row.map(inline));
}

function rowOf(row: readonly string[]): string {
  return `| ${row.map(cell => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}

/** Longer than any run of backticks inside. */
function fenced(text: string, language = ''): string {
  const fence = '`'.repeat(Math.max(3, longestRun(text) + 1));
  return `${fence}${language}\n${cleanText(text).replace(/\n+$/, '')}\n${fence}`;
}

function longestRun(text: string): number {
  return Math.max(0, ...(text.match(/`+/g) ?? []).map(run => run.length));
}

function inline(spans: Spans): string {
  return spans.map(toSpan).join('').trim();
}

function toSpan(span: Span): string {
  switch (span.type) {
    case 'text':
      return escapeMarkdown(oneLine(span.text));
    case 'mark':
      return strongText(escapeMarkdown(oneLine(span.text)));
    case 'code':
      return codeSpan(oneLine(span.text));
    case 'strong':
      return strongText(span.spans.map(toSpan).join(''));
    case 'link': {
      const url = safeUrl(span.url);
      if (url === undefined || url.startsWith('#')) return inline(span.spans);
      const [only] = span.spans;
      return only?.type === 'text' && only.text === url ? `<${url}>` : `[${inline(span.spans)}](${url})`;
    }
    default:
      return unreachable(span);
  }
}

/** Spaces at its ends stand outside of the stars, or they would be no stars. */
function strongText(inside: string): string {
  const text = inside.trim();
  return text === '' ? inside : inside.replace(text, () => `**${text}**`);
}

function codeSpan(text: string): string {
  if (text.trim() === '') return '` `';
  const fence = '`'.repeat(longestRun(text) + 1);
  const pad = /^`|`$/.test(text) ? ' ' : '';
  return fence + pad + text + pad + fence;
}

/** What would mean something inside a line. An underscore between letters means nothing; a `!` could make the link behind it a picture. */
function escapeMarkdown(text: string): string {
  return text.replaceAll(/[\\`*[\]~]|<(?=[A-Za-z/!?])|&(?=#?\w+;)|!$/g, '\\$&').replaceAll(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, '\\_');
}

/** What would begin a heading, a list, a quote or a rule at the start of a line. */
function startOfLine(line: string): string {
  return line.replace(/^(\s*)(?:([#+=>-])|(\d{1,9})([.)]))/, (_all, space: string, mark: string | undefined, number: string, dot: string) =>
    mark === undefined ? `${space}${number}\\${dot}` : `${space}\\${mark}`,
  );
}

function escapeHtml(value: string): string {
  return oneLine(value).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function oneLine(value: string): string {
  return cleanText(value).replaceAll(/\s*\n\s*/g, ' ');
}
