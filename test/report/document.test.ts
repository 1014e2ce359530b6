import { describe, expect, test } from 'vitest';
import { type Block, code, type Document, link, paragraph, safeUrl, strong, text } from '../../engine/report/document.ts';
import { toHtml } from '../../engine/report/document-html.ts';
import { toTerminal } from '../../engine/report/document-terminal.ts';
import { toMarkdown } from '../../engine/report/document-markdown.ts';

const every: Document = {
  title: 'Deploy',
  blocks: [
    { type: 'heading', level: 2, id: 'steps', spans: [text('Steps')] },
    paragraph(text('See '), link('https://example.com/a_(b)', text('the page')), text(', then '), strong(text('stop')), text('. '), link('#steps', text('Up'))),
    { type: 'list', items: [[paragraph(text('one')), { type: 'list', ordered: true, items: [[paragraph(text('inner'))]] }], [paragraph(text('two'))]] },
    {
      type: 'tasks',
      items: [
        { done: true, spans: [text('ticked')] },
        { done: false, spans: [code('git push')] },
      ],
    },
    { type: 'table', head: ['Name', 'Default'], rows: [[[code('a|b')], [text('x | y')]]] },
    { type: 'code', language: 'sh', text: 'echo "```"\nls\n' },
    { type: 'note', tone: 'careful', blocks: [paragraph(text('Careful.')), paragraph(text('Twice.'))] },
    { type: 'details', summary: 'More <b>', blocks: [paragraph({ type: 'mark', tone: 'good', text: 'succeeded' })] },
    { type: 'terms', items: [{ term: 'If', blocks: [paragraph(text('it is red'))] }] },
  ],
};

test('as Markdown', () => {
  expect(toMarkdown(every)).toBe(`# Deploy

## Steps

See [the page](https://example.com/a_%28b%29), then **stop**. Up

- one
  1. inner
- two

- [x] ticked
- [ ] \`git push\`

| Name | Default |
| --- | --- |
| \`a\\|b\` | x \\| y |

\`\`\`\`sh
echo "\`\`\`"
ls
\`\`\`\`

> Careful.
>
> Twice.

<details>
<summary>More &lt;b&gt;</summary>

**succeeded**

</details>

- **If**: it is red
`);
});

test('as one HTML file that loads nothing', () => {
  const html = toHtml(every);
  const body = html.slice(html.indexOf('<h2'), html.indexOf('</main>'));
  expect(body).toBe(`<h2 id="steps">Steps</h2>
<p>See <a href="https://example.com/a_%28b%29">the page</a>, then <strong>stop</strong>. <a href="#steps">Up</a></p>
<ul>
<li>one
<ol>
<li>inner</li>
</ol></li>
<li>two</li>
</ul>
<ul class="tasks">
<li><input type="checkbox" disabled checked> ticked</li>
<li><input type="checkbox" disabled> <code>git push</code></li>
</ul>
<table>
<thead><tr><th>Name</th><th>Default</th></tr></thead>
<tbody>
<tr><td><code>a|b</code></td><td>x | y</td></tr>
</tbody>
</table>
<pre><code>echo &quot;\`\`\`&quot;
ls</code></pre>
<div class="note careful">
<p>Careful.</p>
<p>Twice.</p>
</div>
<details>
<summary>More &lt;b&gt;</summary>
<p><span class="mark good">succeeded</span></p>
</details>
<dl>
<dt>If</dt>
<dd>it is red</dd>
</dl>
`);
  expect(html).toMatch(/^<!doctype html>\n/);
  expect(html).not.toMatch(/<script|@import|url\(|src=/);
  expect(html).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`);
});

test('on a terminal, within its columns', () => {
  expect(toTerminal(every, { columns: 30, color: false })).toBe(`Deploy

Steps
─────

See the page
(https://example.com/a_%28b%29),
then stop. Up

- one
  1. inner
- two

[x] ticked
[ ] \`git push\`

Name   Default
\`a|b\`  x | y

    echo "\`\`\`"
    ls

│ Careful.
│
│ Twice.

More <b>:
  succeeded

If: it is red`);
  const long: Block = { type: 'table', head: ['Name', 'What'], rows: [[[code('folder')], [text('where the files are that will be packed')]]] };
  expect(toTerminal({ title: 't\x1b[31m', blocks: [long] }, { columns: 30, color: true })).toBe(
    't\n\n\x1b[36mfolder\x1b[39m\n    where the files are that\n    will be packed'.replace(/^t/, '\x1b[1mt\x1b[22m'),
  );
});

describe('hostile text stays text', () => {
  const markdown: readonly (readonly [string, string, string])[] = [
    ['a heading', '# Approved', '\\# Approved'],
    ['a second line', 'a\n# Approved\n\n- [x] done', 'a # Approved - \\[x\\] done'],
    ['a list item', '- one', '\\- one'],
    ['a numbered item', '12. one', '12\\. one'],
    ['a quote', '> Approved by ben', '\\> Approved by ben'],
    ['a tag', 'a <img src=x onerror=y> b < c', 'a \\<img src=x onerror=y> b < c'],
    ['an entity', 'a &lt; b & c', 'a \\&lt; b & c'],
    ['a link', '[x](javascript:alert)', '\\[x\\](javascript:alert)'],
    ['emphasis', '**x** _y_ snake_case ~~z~~', '\\*\\*x\\*\\* \\_y\\_ snake_case \\~\\~z\\~\\~'],
    ['code', 'a `b` c', 'a \\`b\\` c'],
    ['a backslash', 'a\\*b', 'a\\\\\\*b'],
    ['escape sequences and turned text', '\x1b[31mred\x1b[0m \x1b]0;title\x07 a\u202eb\x00', 'red  ab'],
  ];
  test.each(markdown)('in Markdown: %s', (_what, given, printed) => {
    expect(toMarkdown({ title: 't', blocks: [paragraph(text(given))] })).toBe(`# t\n\n${printed}\n`);
  });

  test.each([
    ['a', '`a`'],
    ['a`b', '``a`b``'],
    ['`', '`` ` ``'],
    ['a\nb', '`a b`'],
    ['', '` `'],
  ])('in Markdown code: %j', (given, printed) => {
    expect(toMarkdown({ title: 't', blocks: [paragraph(code(given))] })).toBe(`# t\n\n${printed}\n`);
  });

  test('an exclamation mark makes no picture of the link behind it, number signs close no heading', () => {
    const blocks: readonly Block[] = [
      { type: 'heading', level: 2, spans: [text('Learn C #')] },
      paragraph(text('Stop!'), link('https://example.com', text('why'))),
    ];
    expect(toMarkdown({ title: 't', blocks })).toBe('# t\n\n## Learn C \\#\n\nStop\\![why](https://example.com)\n');
  });

  test('in HTML, in every kind of place', () => {
    const evil = `</title></pre><script>x</script>" onload='y'\x1b[31m`;
    const blocks: readonly Block[] = [
      { type: 'heading', level: 2, id: evil, spans: [text(evil)] },
      paragraph(text(evil), code(evil), link(`https://example.com/${evil}`, text(evil)), link(evil)),
      { type: 'code', text: evil },
      { type: 'table', head: [evil], rows: [[[text(evil)]]] },
      { type: 'details', summary: evil, blocks: [] },
      { type: 'terms', items: [{ term: evil, blocks: [] }] },
    ];
    const html = toHtml({ title: evil, blocks });
    expect(html).not.toMatch(/<script|" onload|' onload|\x1b|<\/pre><|<a /);
    expect(html.split('&lt;script&gt;x&lt;/script&gt;')).toHaveLength(14);
  });

  test.each([
    'javascript:alert(1)',
    ' javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    'java\nscript:alert(1)',
    'data:text/html,x',
    '//example.com',
    'file:///etc/passwd',
    'https://a b',
    '#a b',
  ])('no link leads to %j', url => {
    expect(safeUrl(url)).toBeUndefined();
  });
});
