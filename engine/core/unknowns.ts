import type { Reference, UnknownPath } from './scope.ts';

/** Why a path is not known: the longest unknown path above it, else those below it; empty where it is known. */
export function causesOf(path: Reference, unknown: readonly UnknownPath[]): readonly string[] {
  const above = unknown.filter(entry => isPrefix(entry.path, path));
  if (above.length > 0) return [above.reduce((best, entry) => (entry.path.length > best.path.length ? entry : best)).cause];
  return unique(unknown.filter(entry => isPrefix(path, entry.path)).map(entry => entry.cause));
}

export function isPrefix(prefix: Reference, path: Reference): boolean {
  return prefix.every((part, index) => part === path[index]);
}

export function unique(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)];
}
