import { createHash } from 'node:crypto';
import { appendFileSync, mkdirSync, readFileSync, readdirSync, renameSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** One line of a step's log. */
export interface LogLine {
  readonly at: number;
  readonly stream: LogStream;
  readonly line: string;
}

export type LogStream = 'stdout' | 'stderr' | 'engine';

/** A line as it is heard in this process, with where it belongs. */
export interface HeardLine extends LogLine {
  readonly run: string;
  readonly key: string;
}

/** The logs of steps: a bounded file for each exec, in a folder for each run. Lines reach the disk within one turn of the event loop. */
export interface StepLogs {
  append(run: string, key: string, line: LogLine): void;
  /** All that is kept: the beginning, a line that says what is missing, the end. */
  read(run: string, key: string): readonly LogLine[];
  /** Keys of a run that have a log. */
  keys(run: string): readonly string[];
  /** sha256 over all files of a run, as they stand. */
  digest(run: string): string;
  /** Hears every line appended in this process; returns how to stop. */
  onLine(listener: (line: HeardLine) => void): () => void;
  /** Writes what is still in memory: before leaving. */
  flush(): void;
}

/** Bytes of the beginning, and of each of the two files that take turns as the end: below 5 MiB together. */
const HEAD_LIMIT = 2_097_152;
const TAIL_LIMIT = 1_048_576;
/** Characters that may wait for the end of the event loop's turn. */
const PENDING_LIMIT = 65_536;
const CUT = 'cut here: the log grew too large, lines are missing';

/** `onTrouble` hears once why lines could not be kept: a log never ends a run. */
export function openLogs(folder: string, onTrouble: (error: unknown) => void = () => undefined): StepLogs {
  const pending = new Map<string, string>();
  const listeners = new Set<(line: HeardLine) => void>();
  let size = 0;
  let scheduled: NodeJS.Immediate | undefined;
  const flush = (): void => {
    clearImmediate(scheduled);
    scheduled = undefined;
    size = 0;
    for (const [file, text] of pending) keep(() => writeLines(file, text));
    pending.clear();
  };
  let isTroubled = false;
  const keep = (write: () => void): void => {
    try {
      write();
    } catch (error) {
      if (!isTroubled) onTrouble(error);
      isTroubled = true;
    }
  };
  return {
    append(run, key, line) {
      const file = fileOf(folder, run, key);
      const text = formatLine(line);
      pending.set(file, (pending.get(file) ?? (sizeOf(file) === 0 ? `${oneLine(key)}\n` : '')) + text);
      size += text.length;
      if (size > PENDING_LIMIT) flush();
      else scheduled ??= setImmediate(flush);
      for (const listener of listeners) listener({ ...line, run, key });
    },
    read(run, key) {
      flush();
      const file = fileOf(folder, run, key);
      return [file, `${file}.mid`, `${file}.end`].flatMap(part => readText(part).split('\n')).flatMap(parseLine);
    },
    keys(run) {
      flush();
      const files = listFiles(join(folder, safeRun(run))).filter(name => name.endsWith('.log'));
      return files.map(name => readKey(join(folder, run, name)));
    },
    digest(run) {
      flush();
      const [hash, of] = [createHash('sha256'), join(folder, safeRun(run))];
      for (const name of listFiles(of)) hash.update(`${JSON.stringify(name)}\n`).update(readFileSync(join(of, name)));
      return hash.digest('hex');
    },
    onLine(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    flush,
  };
}

/** The key of the exec whose log a file is: its first line. */
export function readKey(file: string): string {
  return readText(file).split('\n', 1)[0] ?? '';
}

function fileOf(folder: string, run: string, key: string): string {
  const name = encodeURIComponent(key.toWellFormed()).replaceAll('*', '%2A');
  const short = name.length <= 180 ? name : `${name.slice(0, 100)}-${createHash('sha256').update(key).digest('hex').slice(0, 32)}`;
  return join(folder, safeRun(run), `${short}.log`);
}

function safeRun(run: string): string {
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/.test(run)) throw new Error(`not a run id: ${JSON.stringify(run)}`);
  return run;
}

/** A file begins with its key, since a key may be longer than a file's name. The beginning stays; after it, two files take turns. */
function writeLines(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  if (sizeOf(file) < HEAD_LIMIT) return append(file, text);
  const [middle, end] = [`${file}.mid`, `${file}.end`];
  if (sizeOf(end) >= TAIL_LIMIT) {
    if (sizeOf(middle) > 0) markCut(file);
    renameSync(end, middle);
  }
  append(end, text);
}

function markCut(file: string): void {
  const lines = readText(file).trimEnd().split('\n');
  const last = parseLine(lines.at(-1) ?? '')[0];
  if (last && last.line !== CUT) append(file, formatLine({ at: last.at, stream: 'engine', line: CUT }));
}

function append(file: string, text: string): void {
  appendFileSync(file, text, { mode: 0o600 });
}

function formatLine({ at, stream, line }: LogLine): string {
  return `${new Date(at).toISOString()} ${stream} ${oneLine(line)}\n`;
}

function oneLine(text: string): string {
  return text.replace(/[\r\n]+/g, ' ');
}

/** Empty for anything else: a file's first line, or one that a crash cut short. */
export function parseLine(text: string): readonly LogLine[] {
  const [, at, stream, line] = /^(\S+) (stdout|stderr|engine) (.*)$/.exec(text) ?? [];
  const time = Date.parse(at ?? '');
  return stream === undefined || line === undefined || Number.isNaN(time) ? [] : [{ at: time, stream: stream as LogStream, line }];
}

function sizeOf(file: string): number {
  try {
    return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  } catch {
    return 0; // something else stands where a folder should; writing will say so
  }
}

function readText(file: string): string {
  return sizeOf(file) === 0 ? '' : readFileSync(file, 'utf8');
}

function listFiles(folder: string): readonly string[] {
  return statSync(folder, { throwIfNoEntry: false }) ? readdirSync(folder).sort() : [];
}
