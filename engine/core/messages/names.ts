import { LABEL_PATTERN, NAME_PATTERN } from '../schema/parts.ts';

/** A name as the pattern wants it, made from another text: `Cut the branch` -> `cut_the_branch`; undefined where none can be. */
export function writtenName(text: string, pattern: string): string | undefined {
  const separator = pattern === NAME_PATTERN ? '_' : pattern === LABEL_PATTERN ? '-' : undefined;
  if (separator === undefined) return undefined;
  const words = text
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter(word => word !== '');
  const name = words
    .join(separator)
    .replace(/^[^a-z]+/, '')
    .slice(0, 40)
    .replace(/[_-]+$/, '');
  return name === '' ? undefined : name;
}
