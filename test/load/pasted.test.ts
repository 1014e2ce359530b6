import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Diagnostic } from '../../engine/load/diagnostics.ts';
import { repository } from '../support/cli.ts';
import { loadFiles } from '../support/load-files.ts';

/**
 * A procedure of another tool, pasted in as a runbook, and what becomes of it where an author does literally what the
 * diagnostics tell: stages of the file, each with what is told about it (`> LINE:COL CODE: MESSAGE -> HINT`).
 */
const replays = globSync(join(repository, 'test/load/pasted/*.txt')).toSorted();

describe('a procedure of another tool', () => {
  test.each(replays.map(path => [basename(path, '.txt'), path] as const))('%s becomes a valid runbook by what the hints tell', (_name, path) => {
    const stages = readFileSync(path, 'utf8')
      .split(/^=== .*\n/m)
      .slice(1)
      .map(toStage);
    expect(stages.map(({ text }) => saidAbout(text))).toEqual(stages.map(({ said }) => said));
    expect(stages.length).toBeGreaterThan(2);
    expect(stages.at(-1)?.said).toEqual([]);
  });

  test('is one of GitHub Actions, of Ansible and of AWS Systems Manager', () => {
    expect(replays.map(path => basename(path, '.txt'))).toEqual(['ansible', 'github-actions', 'systems-manager']);
  });
});

function toStage(stage: string): { readonly text: string; readonly said: readonly string[] } {
  const lines = stage.trimEnd().split('\n');
  return { text: lines.filter(line => !line.startsWith('> ')).join('\n'), said: lines.filter(line => line.startsWith('> ')).map(line => line.slice(2)) };
}

function saidAbout(text: string): readonly string[] {
  return loadFiles({ 'a.yml': text }, { groups: { deployers: ['ana', 'ben'] } }).diagnostics.map(oneLine);
}

function oneLine({ line, col, severity, code, message, hint }: Diagnostic): string {
  return `${line}:${col} ${severity === 'warning' ? 'warning ' : ''}${code}: ${message}${hint === undefined ? '' : ` -> ${hint}`}`;
}
