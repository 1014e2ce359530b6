import { styleText } from 'node:util';
import { coverageWords, testTexts as say } from '../core/messages/testing.ts';
import type { Branch, BranchKind, Way } from '../core/testing/coverage.ts';
import type { Difference } from '../core/testing/test-file.ts';
import { oneLine } from './model.ts';
import { createBrush, wrapSpans } from './wrap-spans.ts';

export function fileLine(file: string): string {
  return oneLine(file);
}

/** A case in one line, and below it what is not as expected. */
export function caseLines(
  { name, differences }: { readonly name: string; readonly differences: readonly Difference[] },
  { color, columns }: { readonly color: boolean; readonly columns: number },
): readonly string[] {
  const isGood = differences.length === 0;
  const mark = isGood ? say.passed : say.failed;
  const painted = color ? styleText(isGood ? 'green' : 'red', mark, { validateStream: false }) : mark;
  return [`  ${painted} ${oneLine(name)}`, ...differences.flatMap(difference => differenceLines(difference, columns))];
}

/** Wrapped below each other, so that both can be compared. */
function differenceLines({ at, expected, got }: Difference, columns: number): readonly string[] {
  const width = Math.max(say.expected.length, say.got.length);
  return [
    `            ${oneLine(at)}`,
    ...[[say.expected, expected] as const, [say.got, got] as const].flatMap(([what, text]) => {
      const lines = wrapSpans([{ type: 'text', text: oneLine(text) }], Math.max(30, columns - width - 16), createBrush(false));
      return lines.map((line, index) => `              ${(index === 0 ? what : '').padEnd(width)}  ${line}`);
    }),
  ];
}

/** How many ways of each kind were gone, and which were not. */
export function branchLines(branches: readonly Branch[]): readonly string[] {
  if (branches.length === 0) return [];
  const lines = KINDS.flatMap(kind => {
    const own = branches.filter(branch => branch.kind === kind);
    if (own.length === 0) return [];
    const missing = own.filter(({ isCovered }) => !isCovered);
    const ways = [...new Set(missing.map(({ way }) => way))];
    return [
      `    ${say.covered(coverageWords[kind], own.length - missing.length, own.length)}`,
      ...ways.map(way => `      ${say.never(coverageWords[way], pathsOf(missing, way))}`),
    ];
  });
  return [`  ${say.coverage}`, ...lines];
}

const KINDS: readonly BranchKind[] = ['if', 'check', 'gate', 'on-failure', 'rollback'];

function pathsOf(branches: readonly Branch[], way: Way): readonly string[] {
  return branches.filter(branch => branch.way === way).map(({ path }) => path);
}

/** For programs. */
export function branchFacts(branches: readonly Branch[]): readonly object[] {
  return branches.map(({ kind, path, way, isCovered }) => ({ kind, path, way, covered: isCovered }));
}
