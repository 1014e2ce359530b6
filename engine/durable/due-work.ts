import type { EngineEffect } from '../core/events.ts';
import type { Claim } from '../core/ports.ts';
import type { Delivery } from './commit.ts';
import type { OutboxRow, Rows } from './rows.ts';

/** What the owner has to do, in memory beside the rows: only the owner changes them, so they are read once. */
export interface DueWork {
  readonly outbox: ReadonlyMap<string, OutboxRow>;
  nextTimer(): { readonly key: string; readonly at: number } | undefined;
  timers(): readonly { readonly key: string; readonly at: number }[];
  /** The same changes that a commit has just made to the rows. */
  advance(effects: readonly EngineEffect[], consumed: NonNullable<Delivery['consumed']>, claims: ReadonlyMap<string, Claim>): void;
  setClaim(key: string, claim: Claim): void;
}

export function openDueWork(rows: Rows, run: string): DueWork {
  const outbox = new Map(rows.outbox(run).map(row => [row.key, row]));
  const timers = new Map(rows.timers(run).map(timer => [timer.key, timer.at]));
  const keep = (effect: EngineEffect, claims: ReadonlyMap<string, Claim>): void => {
    const row = 'key' in effect ? outbox.get(effect.key) : undefined;
    if (effect.type === 'exec' && !row) outbox.set(effect.key, { key: effect.key, spec: effect.spec, claim: claims.get(effect.key), cancelled: false });
    if (effect.type === 'cancel' && row) outbox.set(effect.key, { ...row, cancelled: true });
    if (effect.type === 'timer') timers.set(effect.key, effect.at);
    if (effect.type === 'untimer') timers.delete(effect.key);
  };
  const list = (): { key: string; at: number }[] => [...timers].map(([key, at]) => ({ key, at })).toSorted((a, b) => a.at - b.at);
  return {
    outbox,
    timers: list,
    nextTimer: () => (timers.size === 0 ? undefined : list()[0]),
    advance: (effects, { exec, timer }, claims) => {
      for (const effect of effects) keep(effect, claims);
      if (exec !== undefined) outbox.delete(exec);
      if (timer !== undefined && !effects.some(effect => effect.type === 'timer' && effect.key === timer)) timers.delete(timer);
    },
    setClaim: (key, claim) => {
      const row = outbox.get(key);
      if (row) outbox.set(key, { ...row, claim });
    },
  };
}
