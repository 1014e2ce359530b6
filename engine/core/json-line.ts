/** One line of JSON for a pipe or a screen: JSON leaves DEL and the C1 controls as they are, and some terminals obey them. */
export function toJsonLine(value: unknown): string {
  return JSON.stringify(value).replaceAll(/[\x7f-\x9f]/g, char => `\\u00${char.charCodeAt(0).toString(16)}`);
}
