import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parse } from 'yaml';
import type { Config } from '../../engine/core/plan.ts';
import { withSteps } from './load-files.ts';

/** A broken file: what is wrong with it is marked by `«`, and has the code under which the case stands. */
export interface BrokenFile {
  /** `rules.txt: no-check: a command`. */
  readonly title: string;
  readonly code: string;
  readonly kind: 'runbook' | 'config' | 'world' | 'test';
  /** Without marks; the broken one first, then those that it names. */
  readonly files: Readonly<Record<string, string>>;
  readonly config: Partial<Config>;
  /** `FILE:LINE:COL CODE` of each mark. */
  readonly expected: readonly string[];
}

/**
 * The cases of `test/load/fixtures/*.txt`: `# CODE`, below it `--- TITLE` with a text each. A text that begins with a step
 * becomes a runbook around it; one titled `file` is taken as it is; `config`, `world`, `test` are such files. `#! config`
 * says what the configuration knows, `#! file NAME` begins another file.
 */
export function brokenFiles(folder: string): readonly BrokenFile[] {
  return globSync(join(folder, '*.txt'))
    .toSorted()
    .flatMap(path => {
      const codes = readFileSync(path, 'utf8').split(/^# ([a-z]+(?:-[a-z]+)*)\n/m);
      return codes.flatMap((code, index) => (index % 2 === 1 ? casesOf(basename(path), code, codes[index + 1] ?? '') : []));
    });
}

function casesOf(source: string, code: string, text: string): readonly BrokenFile[] {
  const parts = text.split(/^--- (.+)\n/m).slice(1);
  return parts.flatMap((title, index) => (index % 2 === 0 ? [toCase(`${source}: ${code}: ${title}`, code, parts[index + 1] ?? '')] : []));
}

function toCase(title: string, code: string, text: string): BrokenFile {
  const kind = KINDS.find(one => title.split(': ')[2]?.split(' ')[0] === one) ?? 'runbook';
  const [first = '', ...others] = text.split(/^#! file (\S+)\n/m);
  const [, config = '{}'] = /^#! config (.+)\n/m.exec(first) ?? [];
  const plain = first.replace(/^#! config .+\n/m, '');
  const name = NAMES[kind];
  const marked = {
    [name]: wrapped(kind, plain),
    ...Object.fromEntries(others.flatMap((file, index) => (index % 2 === 0 ? [[file, others[index + 1] ?? '']] : []))),
  };
  return {
    title,
    code,
    kind,
    files: Object.fromEntries(Object.entries(marked).map(([file, content]) => [file, content.replaceAll(MARK, '')])),
    config: parse(config) as Partial<Config>,
    expected: Object.entries(marked).flatMap(([file, content]) => marksOf(content).map(place => `${file}:${place} ${code}`)),
  };
}

const MARK = '«';
const KINDS = ['config', 'world', 'test'] as const;
const NAMES = { runbook: 'a.yml', config: 'runbook.config.yml', world: 'a.world.yml', test: 'sample.test.yml' } as const;

function wrapped(kind: BrokenFile['kind'], text: string): string {
  if (kind === 'test') return `version: 1\nrunbook: sample\n${text}`;
  if (kind === 'world') {
    const people = text.includes('people:') ? '' : 'people: { ana: [ops] }\n';
    const starter = text.includes('starter:') ? '' : 'starter: ana\n';
    return `version: 1\nname: a\ntitle: A\nclock: 2026-03-10T10:00:00Z\n${people}${starter}${text}`;
  }
  return text.startsWith('  - ') ? withSteps(text) : text;
}

function marksOf(text: string): readonly string[] {
  return text
    .split(MARK)
    .slice(0, -1)
    .map((_, index, parts) => {
      const lines = parts
        .slice(0, index + 1)
        .join('')
        .split('\n');
      return `${lines.length}:${(lines.at(-1) ?? '').length + 1}`;
    });
}
