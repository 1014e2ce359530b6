import { closeSync, openSync, readSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type LogLine, parseLine, readKey } from './log-file.ts';

/** How often the files are looked at, milliseconds. */
const EVERY = 200;
/** Bytes of one look at one file; what is beyond is left for the next. */
const CHUNK = 262_144;

/** Hears the lines that another process adds to a run's logs from now on; returns how to stop. */
export function tailLogs(folder: string, run: string, take: (key: string, line: LogLine) => void): () => void {
  const own = join(folder, run);
  const read = new Map<string, number>(listLogs(own).map(name => [name, sizeOf(join(own, name))]));
  const keys = new Map<string, string>();
  const keyOf = (name: string): string => {
    const key = keys.get(name) ?? readKey(join(own, name.replace(/\.end$/, '')));
    keys.set(name, key);
    return key;
  };
  const timer = setInterval(() => {
    for (const name of listLogs(own)) {
      const from = read.get(name) ?? 0;
      const { text, next } = readOn(join(own, name), from);
      read.set(name, next);
      const lines = text.split('\n').flatMap(parseLine);
      for (const line of lines) take(keyOf(name), line);
    }
  }, EVERY);
  return () => clearInterval(timer);
}

/** Whole lines from an offset on. A file that has become shorter is another one: the two ends of a log take turns. */
function readOn(file: string, from: number): { readonly text: string; readonly next: number } {
  const size = sizeOf(file);
  const start = size < from ? 0 : from;
  if (size === start) return { text: '', next: start };
  const buffer = Buffer.alloc(Math.min(size - start, CHUNK));
  const descriptor = openSync(file, 'r');
  try {
    const bytes = buffer.subarray(0, readSync(descriptor, buffer, 0, buffer.length, start));
    const end = bytes.lastIndexOf('\n') + 1;
    // A line longer than a chunk is passed over: nobody reads it on a screen.
    return { text: bytes.subarray(0, end).toString('utf8'), next: start + (end === 0 && bytes.length === CHUNK ? CHUNK : end) };
  } finally {
    closeSync(descriptor);
  }
}

function listLogs(folder: string): readonly string[] {
  return statSync(folder, { throwIfNoEntry: false }) ? readdirSync(folder).filter(name => /\.log(?:\.end)?$/.test(name)) : [];
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}
