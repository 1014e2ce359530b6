import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { JsonObject } from '../core/json.ts';
import type { Program } from '../core/stand-in.ts';

/** Writes the world's programs to `bin/` of its folder, which stands first on PATH. */
export function writePrograms(folder: string, chosen: Readonly<Record<string, JsonObject>>, programs: Readonly<Record<string, Program>>): void {
  const bin = join(folder, 'bin');
  const sources = join(folder, 'programs');
  for (const needed of [bin, sources, join(folder, 'home')]) mkdirSync(needed, { recursive: true });
  writeFileSync(join(bin, 'date'), DATE, { mode: 0o755 });
  for (const [name, options] of Object.entries(chosen)) {
    const source = join(sources, `${name}.mjs`);
    writeFileSync(source, `const options = ${JSON.stringify(options)};\n${programs[name]?.source ?? ''}`);
    writeFileSync(join(bin, name), `#!/bin/sh\nexec ${quote(process.execPath)} ${quote(source)} "$@"\n`, { mode: 0o755 });
  }
}

/** Programs of the world's author, for `sh -eu`. */
export function writeScripts(folder: string, scripts: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(scripts)) writeFileSync(join(folder, 'bin', name), `#!/bin/sh\nset -eu\n${text}\n`, { mode: 0o755 });
}

/** A wrapper, not a `#!` line of its own: those are cut after a few dozen characters, and break at blanks. */
function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** `date` of the virtual clock: scripts that stamp tags and names with it stay in the world's time. GNU first, then BSD. */
const DATE = `#!/bin/sh
for word in "$@"; do
  case "$word" in -[dfrsjv]* | --date* | --file* | --reference* | --set*) command -p date "$@"; exit ;; esac
done
if [ -z "$SOURCE_DATE_EPOCH" ]; then command -p date "$@"
elif command -p date -d @0 >/dev/null 2>&1; then command -p date -d "@$SOURCE_DATE_EPOCH" "$@"
else command -p date -r "$SOURCE_DATE_EPOCH" "$@"
fi
`;
