import { sourceMessages, type Sentence } from '../core/messages/source.ts';
import type { SourceFinding } from './finding.ts';
import { lineStartBefore } from './locate.ts';

/** What the parser says about a place; from the library's error. */
interface SyntaxProblem {
  readonly code: string;
  readonly pos: readonly [number, number];
  readonly message: string;
}

/**
 * The parser's errors in words that help. After a real syntax error the parser guesses, so only the first one counts;
 * unquoted templates and tags are each reported, once a line.
 */
export function explainSyntax(text: string, problems: readonly SyntaxProblem[]): readonly SourceFinding[] {
  const sorted = problems.toSorted((a, b) => a.pos[0] - b.pos[0]);
  const seen = new Set<number>();
  const findings: SourceFinding[] = [];
  for (const problem of sorted) {
    const line = lineAt(text, problem.pos[0]);
    if (seen.has(line.start)) continue;
    seen.add(line.start);
    findings.push(explainProblem(text, problem, line));
    if (!isLocal(problem.code)) break;
  }
  return findings;
}

function isLocal(code: string): boolean {
  return code === 'NON_STRING_KEY' || code === 'TAG_RESOLVE_FAILED';
}

interface Line {
  readonly start: number;
  readonly text: string;
}

function explainProblem(text: string, problem: SyntaxProblem, line: Line): SourceFinding {
  const template = unquotedTemplate(line);
  if (template) return { ...template, code: 'unquoted-template', ...sourceMessages.unquotedTemplate(text.slice(template.start, template.end)) };
  const [start, end] = problem.pos;
  if (problem.code === 'TAG_RESOLVE_FAILED') {
    const isFlow = /[[{]/.test(line.text.slice(0, start - line.start));
    const rest = line.text
      .slice(start - line.start)
      .replace(isFlow ? /[,\]}].*$/ : / #.*$/, '')
      .trim();
    return { start, end: start + rest.length, code: 'tag', ...sourceMessages.exclamation(rest) };
  }
  if (problem.code === 'NON_STRING_KEY' && text[start] === '*') return { start, end, code: 'alias-key', ...sourceMessages.aliasKey };
  return { start, end, code: CODES[problem.code] ?? 'yaml', ...(sentenceFor(problem, line) ?? { message: `${firstSentence(problem.message)}.` }) };
}

/** The value around a `{{` outside of quotes on the line of the problem: YAML begins a map there. */
function unquotedTemplate(line: Line): { readonly start: number; readonly end: number } | undefined {
  const bare = line.text.replace(/"(?:[^"\\]|\\.)*"|'(?:[^']|'')*'/g, quoted => '_'.repeat(quoted.length));
  const open = bare.indexOf('{{');
  if (open < 0) return undefined;
  const before = /(?:^\s*(?:- )*|: |, |[[{] ?)(?!.*(?:: |, |[[{]))/.exec(bare.slice(0, open));
  const start = before ? before.index + before[0].length : open;
  const isFlow = /[[{]/.test(bare.slice(0, start));
  const value = (isFlow ? /^(?:\{\{.*?\}\}|[^,\]}])*/ : /^.*?(?= #|$)/).exec(bare.slice(start))?.[0] ?? '';
  return { start: line.start + start, end: line.start + start + Math.max(2, value.trimEnd().length) };
}

const CODES: Readonly<Record<string, string>> = {
  MULTIPLE_DOCS: 'several-documents',
  TAB_AS_INDENT: 'tab',
  RESOURCE_EXHAUSTION: 'too-deep',
  BLOCK_AS_IMPLICIT_KEY: 'colon-in-text',
};

function sentenceFor(problem: SyntaxProblem, line: Line): Sentence | undefined {
  switch (problem.code) {
    case 'MULTIPLE_DOCS':
      return sourceMessages.severalDocuments;
    case 'TAB_AS_INDENT':
      return sourceMessages.tab;
    case 'RESOURCE_EXHAUSTION':
      return sourceMessages.tooDeep(100);
    case 'BLOCK_AS_IMPLICIT_KEY':
      return sourceMessages.colonInText(line.text.trim());
    case 'BAD_SCALAR_START':
      return sourceMessages.reservedStart(line.text.slice(problem.pos[0] - line.start)[0] ?? '');
    case 'NON_STRING_KEY':
      return sourceMessages.nonTextKey;
    case 'BAD_INDENT':
      return problem.message.startsWith('Flow') ? sourceMessages.unclosedFlow : sourceMessages.indent;
    case 'MISSING_CHAR':
      return /quote/.test(problem.message) ? sourceMessages.unclosedQuote : undefined;
    case 'BAD_DQ_ESCAPE':
      return sourceMessages.escape;
    case 'MULTILINE_IMPLICIT_KEY':
      return sourceMessages.missingColon;
    default:
      return undefined;
  }
}

function lineAt(text: string, offset: number): Line {
  const start = lineStartBefore(text, offset);
  const end = text.indexOf('\n', start);
  return { start, text: text.slice(start, end < 0 ? undefined : end).replace(/\r$/, '') };
}

function firstSentence(message: string): string {
  return message.split('\n')[0] ?? message;
}
