import { styleText } from 'node:util';
import type { Finding, SourceFinding } from './finding.ts';
import { lineStartBefore, spanAt } from './locate.ts';
import type { Source } from './source-tree.ts';

/** Something to mend in a file, with its place: what `validate --json` prints. */
export interface Diagnostic {
  readonly file: string;
  /** 1-based. */
  readonly line: number;
  /** 1-based, in UTF-16 units. */
  readonly col: number;
  /** How much of the line is meant; at least 1. */
  readonly length: number;
  readonly severity: 'error' | 'warning';
  readonly code: string;
  readonly message: string;
  readonly hint?: string;
  /** The line as it stands in the file, cut at 200 characters. */
  readonly excerpt?: string;
}

export interface DiagnosticStyle {
  readonly color: boolean;
  /** Shows the line with what is meant underlined. */
  readonly squiggle: boolean;
}

/** One paragraph a diagnostic, beginning `FILE:LINE:COL: error CODE: message`. Nothing from the file reaches the screen raw. */
export function printDiagnostics(list: readonly Diagnostic[], { color, squiggle }: DiagnosticStyle): string {
  const paint: Paint = (format, text) => (color ? styleText(format, text, { validateStream: false }) : text);
  return list.map(diagnostic => printDiagnostic(diagnostic, squiggle, paint)).join('\n');
}

/** By file, line and column; the same mistake is told once. */
export function sortDiagnostics(list: readonly Diagnostic[]): readonly Diagnostic[] {
  const sorted = list.toSorted((a, b) => compare(a.file, b.file) || a.line - b.line || a.col - b.col || compare(a.code, b.code));
  return sorted.filter((item, index) => {
    const before = sorted[index - 1];
    return !before || before.file !== item.file || before.line !== item.line || before.col !== item.col || before.message !== item.message;
  });
}

/** Gives findings their lines. A schema error on a line where YAML's traps were found is only their echo. */
export function toDiagnostics(source: Source, traps: readonly SourceFinding[], findings: readonly Finding[]): readonly Diagnostic[] {
  const first = traps.map(trap => place(source, trap));
  const trapLines = new Set(first.map(trap => trap.line));
  const rest = findings.map(finding => place(source, { ...finding, ...spanAt(source, finding) })).filter(item => !trapLines.has(item.line));
  return [...first, ...rest];
}

/** A finding of the parser with its line; works without a tree. */
export function place({ file, text }: Pick<Source, 'file' | 'text'>, { start, end, code, message, hint, severity }: SourceFinding): Diagnostic {
  const lineStart = lineStartBefore(text, start);
  const newline = text.indexOf('\n', lineStart);
  const line = text.slice(lineStart, newline < 0 ? undefined : newline).replace(/\r$/, '');
  const col = start - lineStart + 1;
  return {
    file,
    line: lineNumber(text, lineStart),
    col,
    length: Math.max(1, Math.min(end - start, line.length - col + 1)),
    severity: severity ?? 'error',
    code,
    message,
    ...(hint !== undefined && { hint }),
    ...(line !== '' && { excerpt: line.slice(0, 200) }),
  };
}

/** Diagnostics without a file's text: a file that is missing, a runbook that nobody finds. */
export function wholeFile(file: string, code: string, sentence: { readonly message: string; readonly hint?: string }): Diagnostic {
  return { file, line: 1, col: 1, length: 1, severity: 'error', code, ...sentence };
}

type Paint = (format: 'bold' | 'red' | 'yellow' | 'dim' | 'cyan', text: string) => string;

function printDiagnostic(item: Diagnostic, squiggle: boolean, paint: Paint): string {
  const tone = item.severity === 'error' ? 'red' : 'yellow';
  const head = `${paint('bold', `${visible(item.file)}:${item.line}:${item.col}:`)} ${paint(tone, item.severity)} ${item.code}: ${visible(item.message)}`;
  const frame = squiggle && item.excerpt !== undefined && item.col <= item.excerpt.length ? frameOf(item, item.excerpt).map(line => paint('dim', line)) : [];
  const hint = item.hint === undefined ? [] : item.hint.split('\n').map(line => `  ${paint('cyan', visible(line))}`);
  return [head, ...frame, ...hint].join('\n');
}

function frameOf(item: Diagnostic, excerpt: string): readonly string[] {
  const number = String(item.line).padStart(4);
  const shown = excerpt.replaceAll('\t', ' ').replace(UNSAFE, '?');
  const mark = '~'.repeat(Math.max(1, Math.min(item.length, shown.length - item.col + 1)));
  return [`${number} | ${shown}`, `${' '.repeat(number.length)} | ${' '.repeat(item.col - 1)}${mark}`];
}

const UNSAFE = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g;

/** Control characters and text direction marks as escapes. */
function visible(text: string): string {
  return text.replace(UNSAFE, char => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function lineNumber(text: string, offset: number): number {
  let line = 1;
  for (let at = text.indexOf('\n'); at >= 0 && at < offset; at = text.indexOf('\n', at + 1)) line += 1;
  return line;
}
