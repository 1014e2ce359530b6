/** The same function, remembering its last `limit` results by text; the oldest are forgotten first. */
export function memoize<T>(limit: number, make: (text: string) => T): (text: string) => T {
  const known = new Map<string, { readonly value: T }>();
  return text => {
    const found = known.get(text);
    if (found) return found.value;
    const value = make(text);
    if (known.size >= limit) for (const oldest of known.keys()) if (known.delete(oldest)) break;
    known.set(text, { value });
    return value;
  };
}
