import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadConfig } from '../../engine/load/config.ts';
import type { Diagnostic } from '../../engine/load/diagnostics.ts';
import { loadTestFile } from '../../engine/load/test-file.ts';
import { loadWorld } from '../../engine/load/world.ts';
import { repository } from '../support/cli.ts';
import { demoPlugins } from '../support/demo-plugins.ts';
import { rowsUnder } from '../support/docs.ts';
import { type BrokenFile, brokenFiles } from '../support/fixtures.ts';
import { EMPTY_CONFIG, folderWith, loadFiles } from '../support/load-files.ts';

const all = brokenFiles(join(repository, 'test/load/fixtures'));
const codes = [...new Set(all.map(({ code }) => code))];

describe('every mistake is told with its code, at its place, and nothing else is', () => {
  test.each(codes)('%s', async code => {
    const cases = all.filter(one => one.code === code);
    const found = await Promise.all(cases.map(async one => ({ title: one.title, places: placesOf(await diagnose(one)) })));
    expect(found).toEqual(cases.map(({ title, expected }) => ({ title, places: expected })));
  });

  test('with at least three differently shaped files for at least 40 codes', () => {
    const documented = rowsUnder('engine/README.md', 'Diagnostics').map(([code = '']) => code);
    expect(codes.filter(code => !documented.includes(code))).toEqual([]);
    const often = codes.filter(code => all.filter(one => one.code === code).length >= 3);
    expect(often.length).toBeGreaterThanOrEqual(40);
    console.log(`${all.length} broken files for ${codes.length} of ${documented.length} codes, ${often.length} with three or more`);
  });
});

async function diagnose({ kind, files, config }: BrokenFile): Promise<readonly Diagnostic[]> {
  if (kind === 'runbook') return loadFiles(files, config).diagnostics;
  const cwd = folderWith({ ...SAMPLE, ...files });
  const [name = ''] = Object.keys(files);
  const options = { cwd, plugins: demoPlugins, config: EMPTY_CONFIG };
  const path = join(cwd, name);
  const result = kind === 'config' ? loadConfig(options) : kind === 'world' ? await loadWorld(path, options) : await loadTestFile(path, options);
  return result.status === 'invalid' ? result.diagnostics : [];
}

function placesOf(diagnostics: readonly Diagnostic[]): readonly string[] {
  return diagnostics.map(({ file, line, col, code }) => `${file.replace(/^runbooks\//, '')}:${line}:${col} ${code}`);
}

/** What the files of the cases are tests of. */
const SAMPLE = {
  'inner.yml': 'version: 1\nname: inner\ntitle: I\nsteps: [{ id: look, uses: demo.look, with: { thing: x } }]\n',
  'sample.yml': [
    'version: 1\nname: sample\ntitle: S\ninputs: { size: { type: integer, default: 1 } }\nsteps:',
    '  - { id: first, runbook: inner }\n  - { id: second, runbook: inner }',
    '  - { id: make, uses: demo.make, with: { thing: x, parts: [1] } }\n',
  ].join('\n'),
  'sample.world.yml': 'version: 1\nname: s\ntitle: S\nclock: 2026-03-10T10:00:00Z\nstarter: ana\npeople: { ana: [ops] }\n',
};
