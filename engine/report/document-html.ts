import { unreachable } from '../core/json.ts';
import { cleanText } from '../core/text.ts';
import { type Block, type Document, type Span, type Spans, safeUrl } from './document.ts';
import { documentStyle } from './document-style.ts';

/** One file with all that it needs: no script, nothing from elsewhere. Prints well. */
export function toHtml({ title, blocks }: Document): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="referrer" content="no-referrer">
<title>${escape(title)}</title>
<style>${documentStyle}</style>
</head>
<body>
<main>
<h1>${escape(title)}</h1>
${inner(blocks)}
</main>
</body>
</html>
`;
}

function inner(blocks: readonly Block[]): string {
  return blocks.map(toBlock).join('\n');
}

function toBlock(block: Block): string {
  switch (block.type) {
    case 'heading':
      return `<h${block.level}${block.id === undefined ? '' : ` id="${escape(block.id)}"`}>${inline(block.spans)}</h${block.level}>`;
    case 'paragraph':
      return `<p>${inline(block.spans)}</p>`;
    case 'list':
      return tagged(block.ordered ? 'ol' : 'ul', block.items.map(item => `<li>${tight(item)}</li>`).join('\n'));
    case 'tasks':
      return `<ul class="tasks">\n${block.items.map(task).join('\n')}\n</ul>`;
    case 'table':
      return tableOf(block.head, block.rows);
    case 'code':
      return `<pre><code>${escape(block.text.replace(/\n+$/, ''))}</code></pre>`;
    case 'note':
      return `<div class="note ${block.tone}">\n${inner(block.blocks)}\n</div>`;
    case 'details':
      return `<details>\n<summary>${escape(block.summary)}</summary>\n${inner(block.blocks)}\n</details>`;
    case 'terms':
      return tagged('dl', block.items.map(({ term, blocks }) => `<dt>${escape(term)}</dt>\n<dd>${tight(blocks)}</dd>`).join('\n'));
    default:
      return unreachable(block);
  }
}

/** One paragraph alone needs no box of its own. */
function tight(blocks: readonly Block[]): string {
  const [first, ...rest] = blocks;
  if (first?.type !== 'paragraph') return inner(blocks);
  return rest.length === 0 ? inline(first.spans) : `${inline(first.spans)}\n${inner(rest)}`;
}

function tagged(tag: string, content: string): string {
  return `<${tag}>\n${content}\n</${tag}>`;
}

function task({ done, spans }: { readonly done: boolean; readonly spans: Spans }): string {
  return `<li><input type="checkbox" disabled${done ? ' checked' : ''}> ${inline(spans)}</li>`;
}

function tableOf(head: readonly string[], rows: readonly (readonly Spans[])[]): string {
  const headRow = `<tr>${head.map(cell => `<th>${escape(cell)}</th>`).join('')}</tr>`;
  const body = rows.map(row => `<tr>${row.map(cell => `<td>${inline(cell)}</td>`).join('')}</tr>`).join('\n');
  return `<table>\n<thead>${headRow}</thead>\n<tbody>\n${body}\n</tbody>\n</table>`;
}

function inline(spans: Spans): string {
  return spans.map(toSpan).join('');
}

function toSpan(span: Span): string {
  switch (span.type) {
    case 'text':
      return escape(span.text);
    case 'code':
      return `<code>${escape(span.text)}</code>`;
    case 'strong':
      return `<strong>${inline(span.spans)}</strong>`;
    case 'mark':
      return `<span class="mark ${span.tone}">${escape(span.text)}</span>`;
    case 'link': {
      const url = safeUrl(span.url);
      return url === undefined ? inline(span.spans) : `<a href="${escape(url)}">${inline(span.spans)}</a>`;
    }
    default:
      return unreachable(span);
  }
}

function escape(value: string): string {
  return cleanText(value).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;').replaceAll("'", '&#39;');
}
