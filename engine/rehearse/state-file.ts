import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Json } from '../core/json.ts';
import type { Mutable } from '../core/stand-in.ts';

/** State that lives in memory and follows into a file. */
export interface StateFile {
  /** The same object each time; `initial` counts only where the file does not exist yet. */
  state<T extends Json>(initial: T): Mutable<T>;
  /** Writes where something changed; whole or not at all. */
  save(): void;
}

export function openStateFile(path: string): StateFile {
  let saved = readIfThere(path);
  let current: { readonly value: Json } | undefined = saved === undefined ? undefined : { value: JSON.parse(saved) as Json };
  const save = () => {
    const text = current && JSON.stringify(current.value);
    if (text === undefined || text === saved) return;
    writeWhole(path, text);
    saved = text;
  };
  return {
    save,
    state<T extends Json>(initial: T) {
      current ??= { value: structuredClone(initial) };
      return current.value as Mutable<T>;
    },
  };
}

/** A reader sees the old text or the new one, never half. */
export function writeWhole(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(`${path}.new`, text, { mode: 0o600 });
  renameSync(`${path}.new`, path);
}

export function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
