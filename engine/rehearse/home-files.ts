import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type JsonObject, textOf } from '../core/json.ts';
import { capLine, cleanText } from '../core/text.ts';

/** The plain files of a world's home: what its scripts remember. Hidden ones and folders belong to programs. */
export interface HomeFiles {
  write(files: JsonObject): void;
  /** By name, without the last line break; of a large one its beginning. */
  view(): JsonObject;
  /** One line a file. */
  summary(): readonly string[];
}

export function openHomeFiles(folder: string): HomeFiles {
  const home = join(folder, 'home');
  const view = (): Record<string, string> => Object.fromEntries(plainFiles(home).map(name => [name, readStart(join(home, name))]));
  return {
    write: files => {
      for (const [name, text] of Object.entries(files)) writeFileSync(join(home, name), withBreak(textOf(text)));
    },
    view,
    summary: () => Object.entries(view()).map(([name, text]) => capLine(`${name}: ${cleanText(text).replaceAll(/\s*\n\s*/g, ' / ')}`)),
  };
}

/** As `echo` writes it: a shell's `read` fails on a last line without its end. */
function withBreak(text: string): string {
  return text === '' || text.endsWith('\n') ? text : `${text}\n`;
}

function plainFiles(home: string): readonly string[] {
  const entries = readdirSync(home, { withFileTypes: true });
  return entries
    .filter(entry => entry.isFile() && !entry.name.startsWith('.'))
    .map(({ name }) => name)
    .toSorted();
}

function readStart(path: string): string {
  return readFileSync(path, 'utf8').slice(0, LONGEST).replace(/\n$/, '');
}

const LONGEST = 65_536;
