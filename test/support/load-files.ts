import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Config } from '../../engine/core/plan.ts';
import type { Diagnostic } from '../../engine/load/diagnostics.ts';
import { loadRunbook, type LoadResult } from '../../engine/load/load-runbook.ts';
import { demoPlugins } from './demo-plugins.ts';

export const EMPTY_CONFIG: Config = { 'time-zone': 'UTC', connections: {}, groups: { ops: ['ana', 'ben'] }, holidays: {}, absences: [] };

/** Writes files into a folder that is gone after the test. */
export function folderWith(files: Readonly<Record<string, string | Uint8Array>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'load-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  return folder;
}

/** Loads the first of the files, which stand in `runbooks/`. */
export function loadFiles(files: Readonly<Record<string, string | Uint8Array>>, config: Partial<Config> = {}): LoadResult {
  const cwd = folderWith(Object.fromEntries(Object.entries(files).map(([name, content]) => [`runbooks/${name}`, content])));
  const [first] = Object.keys(files);
  return loadRunbook(`runbooks/${first}`, { dir: 'runbooks', cwd, plugins: demoPlugins, config: { ...EMPTY_CONFIG, ...config } });
}

/** A runbook around some steps (each line as it stands under `steps:`), which begin on line 5. */
export function withSteps(steps: string, more = ''): string {
  return `version: 1\nname: sample\ntitle: A sample\nsteps:\n${steps}\n${more}`;
}

/** `5:9 error unknown-key: ... -> hint`; the file only where it is not the first one. */
export function linesOf(diagnostics: readonly Diagnostic[], main = 'a.yml'): readonly string[] {
  return diagnostics.map(({ file, line, col, severity, code, message, hint }) => {
    const place = file === `runbooks/${main}` ? '' : `${file}:`;
    return `${place}${line}:${col} ${severity} ${code}: ${message}${hint === undefined ? '' : ` -> ${hint}`}`;
  });
}
