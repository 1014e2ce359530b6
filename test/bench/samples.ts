import { spawnSync } from 'node:child_process';

/** Wall time of one fresh process, milliseconds; throws where it fails. */
export function timeProcess(argv: readonly string[], cwd: string): number {
  const [file = '', ...args] = argv;
  const start = performance.now();
  const { status, stderr } = spawnSync(file, args, { cwd, stdio: ['ignore', 'ignore', 'pipe'] });
  const took = performance.now() - start;
  if (status !== 0) throw new Error(`${argv.join(' ')} ended with ${status}: ${String(stderr)}`);
  return took;
}

/** Medians of several contenders, measured in turns, so that a busy machine disturbs all of them alike. */
export function medians<K extends string>(rounds: number, contenders: Readonly<Record<K, () => number>>): Readonly<Record<K, number>> {
  const names = Object.keys(contenders) as K[];
  for (const name of names) contenders[name]();
  const samples = Array.from({ length: rounds }, () => names.map(name => contenders[name]()));
  return Object.fromEntries(names.map((name, index) => [name, median(samples.map(sample => sample[index] ?? 0))])) as Record<K, number>;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
