import { resolve } from 'node:path';

/** A path as a person writes it: relative ones start at the config's folder. */
export function resolveFolder(folder: string, path: string | undefined): string {
  return path === undefined ? folder : resolve(folder, path);
}
