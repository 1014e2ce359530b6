/** A value as YAML in one line: `{attempts: 3, delay: 10s}`; texts in quotes where they could be read as something else. */
export function flowText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(flowText).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return scalarText(value);
  return `{${Object.entries(value)
    .map(([key, one]) => `${key}: ${flowText(one)}`)
    .join(', ')}}`;
}

/** A text as YAML, in quotes where it could be read as something else. */
export function scalarText(value: unknown): string {
  const isPlain = typeof value === 'string' && /^[A-Za-z](?:[\w ./@<>()-]*[\w./)])?$/.test(value) && !/^(?:true|false|null)$/i.test(value);
  return isPlain || (typeof value === 'string' && /^(?:https?:\/\/[\w./:-]*\w|\d+[smhd])$/.test(value)) ? value : JSON.stringify(value);
}
