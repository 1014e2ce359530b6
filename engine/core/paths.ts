/**
 * A path names one instance of a step: the ids from the root, with the pass of a repeat (`promote@2/mr`, pass 1 is plain)
 * and the key of a foreach (`live[3]`). The static path is the same without both.
 */
export const ROOT = '';

export function joinPath(parent: string, segment: string): string {
  return parent === ROOT ? segment : `${parent}/${segment}`;
}

/** Where the children of a container instance live in a given pass. */
export function childPrefix(path: string, pass: number | undefined): string {
  return pass !== undefined && pass > 1 ? `${path}@${pass}` : path;
}

/** The path without passes and keys: the same for all instances of one step. */
export function staticPath(path: string): string {
  return path.replaceAll(/\[[^\]]*\]|@\d+/g, '');
}

/** `live[3]` -> `live`: the foreach that an item belongs to; undefined where the path's last segment is no item. */
export function foreachOf(path: string): string | undefined {
  return /\[[^\]]*\]$/.test(path) ? path.replace(/\[[^\]]*\]$/, '') : undefined;
}

/** The key of an item's own last segment. */
export function itemKey(path: string): string | undefined {
  return /\[([^\]]*)\]$/.exec(path)?.[1];
}

/** The instance that contains this one: the foreach of an item, else the container one level up without its pass. */
export function parentPath(path: string): string {
  const foreach = foreachOf(path);
  if (foreach !== undefined) return foreach;
  const slash = path.lastIndexOf('/');
  return slash < 0 ? ROOT : path.slice(0, slash).replace(/@\d+$/, '');
}

/** The key of a foreach item: its own text where that is safe in a path, else escaped, else its position. */
export function keyOf(value: unknown, index: number): string {
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') return `#${index}`;
  const text = String(value);
  return /^[\w.:-]{1,80}$/.test(text) ? text : `#${index}`;
}

/** Whether `given` is the path itself or a unique trailing part of it may be decided by the caller over all paths. */
export function endsWithPath(path: string, given: string): boolean {
  return path === given || path.endsWith(`/${given}`);
}
