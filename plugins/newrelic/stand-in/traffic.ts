/** Steady traffic from a time on. `errors` in percent. */
export type Stretch = { from: number; perMinute: number; errors: number };

export interface Count {
  readonly requests: number;
  readonly errors: number;
}

const MINUTE = 60_000;

/** `1200/m`, `20/s` */
export function perMinute(rate: string): number {
  const [count, unit] = rate.split('/');
  return Number(count) * (unit === 's' ? 60 : 1);
}

/** What came in between two times. */
export function countTraffic(stretches: readonly Stretch[], from: number, to: number): Count {
  const parts = stretches.map((stretch, index) => {
    const end = Math.min(to, stretches[index + 1]?.from ?? to);
    const requests = (Math.max(0, end - Math.max(from, stretch.from)) / MINUTE) * stretch.perMinute;
    return { requests, errors: (requests * stretch.errors) / 100 };
  });
  const sum = (key: keyof Count): number => Math.round(parts.reduce((total, part) => total + part[key], 0));
  return { requests: sum('requests'), errors: sum('errors') };
}
