/** How long a step, or a whole run (path ''), took in earlier runs of the same runbook on the same target. Milliseconds. */
export interface Usual {
  /** How many runs it is known from. */
  readonly count: number;
  readonly median: number;
  readonly least: number;
  readonly most: number;
}

/** By path; a step that few runs know is not in it. */
export type Usuals = ReadonlyMap<string, Usual>;

/** Fewer runs say nothing about what is usual. */
const ENOUGH = 3;

export function usualOf(lengths: readonly number[]): Usual | undefined {
  if (lengths.length < ENOUGH) return undefined;
  const sorted = lengths.toSorted((a, b) => a - b);
  const [low, high] = [sorted[Math.floor((sorted.length - 1) / 2)] ?? 0, sorted[Math.floor(sorted.length / 2)] ?? 0];
  return { count: sorted.length, median: Math.round((low + high) / 2), least: sorted[0] ?? 0, most: sorted.at(-1) ?? 0 };
}

/** Slower than it ever was, and clearly so: by half the median, and by more than a moment. */
export function isSlow(usual: Usual | undefined, took: number): usual is Usual {
  return usual !== undefined && took > usual.most && took > usual.median * 1.5 && took - usual.median > 5_000;
}
