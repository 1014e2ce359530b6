import { stringify } from 'yaml';
import { isJsonObject } from '../core/json.ts';
import type { TestCase } from '../core/testing/test-file.ts';
import { parseSource } from './source.ts';

export type Appended = { readonly status: 'ok'; readonly text: string } | { readonly status: 'no-place'; readonly block: string };

/** The text of a test file with one more case at its end, where its cases stand last; comments stay. */
export function appendCase(file: string, text: string | undefined, runbook: string, added: TestCase): Appended {
  const before = text ?? `# yaml-language-server: $schema=../schemas/test.schema.json\nversion: 1\nrunbook: ${runbook}\ncases:\n`;
  const block = stringify([added], { lineWidth: 0 }).replaceAll(/^(?=.)/gm, '  ');
  const after = `${before.trimEnd()}\n${text === undefined ? '' : '\n'}${block}`;
  const wanted = text === undefined ? 1 : countCases(file, text) + 1;
  return countCases(file, after) === wanted ? { status: 'ok', text: after } : { status: 'no-place', block };
}

function countCases(file: string, text: string): number {
  const parsed = parseSource(file, new TextEncoder().encode(text));
  const cases = parsed.status === 'ok' && isJsonObject(parsed.value) ? parsed.value['cases'] : undefined;
  return Array.isArray(cases) ? cases.length : -1;
}
