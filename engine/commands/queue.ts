import { setTimeout as sleep } from 'node:timers/promises';
import { targetTexts } from '../core/messages/targets.ts';
import type { ExitCode } from '../core/exit-codes.ts';
import type { Refusal } from '../core/ports.ts';
import type { Terminal } from './terminal.ts';

/** `differs`: what was planned is so no more. */
export type Started = { readonly status: 'started' } | { readonly status: 'differs'; readonly exit: ExitCode } | Refusal;

/** Tries to start until nobody else holds the target; says who does, once for each holder. Each try is given the refusal before it. Ctrl-C leaves the queue. */
export async function queueFor(
  start: (before?: Refusal) => Promise<Started>,
  terminal: Terminal,
  every: number,
): Promise<Started | { readonly status: 'left' }> {
  const left = new AbortController();
  const leave = (): void => left.abort();
  for (const signal of SIGNALS) process.on(signal, leave);
  try {
    let [said, before]: [string, Refusal | undefined] = ['', undefined];
    for (;;) {
      const started = await start(before);
      if (started.status !== 'refused' || started.code !== 'held') return started;
      if (started.message !== said) terminal.error(targetTexts.waiting(started.message));
      before = started;
      said = started.message;
      await sleep(every, undefined, { signal: left.signal }).catch(() => undefined);
      if (left.signal.aborted) return { status: 'left' };
    }
  } finally {
    for (const signal of SIGNALS) process.off(signal, leave);
  }
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
