import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repository } from './cli.ts';

/** `code:` with an expression that may name several; a table from foreign codes to ours; helpers that take a code before the sentence. */
const FIELD = /\bcode: ([^,}\n]+)/g;
const TABLE = /\bconst CODES\b[^{]*\{([^}]*)\}/g;
const HELPER = /(?:\brefuse\(|\bprintRefused\(\s*\w+,\s*|(?:\bwholeFile|(?<![.\w])at|#refuse)\([^;]*?)('[a-z-]+'),\s*[\w[]/g;
const CODE = /(?<!\[)'([a-z]+(?:-[a-z]+)*)'(?! in )/g;

/** Every code of a diagnostic, a failure or a refusal that the sources can produce, sorted. Stand-ins speak the codes of the services that they play. */
export function codesIn(globs: readonly string[], exclude: RegExp = /^$/): readonly string[] {
  const files = globSync([...globs], { cwd: repository }).filter(file => !exclude.test(file) && !/stand-in/.test(file));
  return [...new Set(files.flatMap(file => codesOf(readFileSync(join(repository, file), 'utf8'))))].toSorted();
}

function codesOf(text: string): readonly string[] {
  const parts = [...text.matchAll(FIELD), ...text.matchAll(TABLE), ...text.matchAll(HELPER)].map(([, part = '']) => part);
  return parts.flatMap(part => [...part.matchAll(CODE)].map(([, code = '']) => code));
}
