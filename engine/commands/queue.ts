import { setTimeout as sleep } from 'node:timers/promises';
import { targetTexts } from '../core/messages/targets.ts';
import type { Refusal } from '../core/ports.ts';
import type { Terminal } from './terminal.ts';

type Started = { readonly status: 'started' } | Refusal;

/** Tries to start until nobody else holds the target; says who does, once for each holder. Ctrl-C leaves the queue. */
export async function queueFor(start: () => Promise<Started>, terminal: Terminal, every: number): Promise<Started | { readonly status: 'left' }> {
  const left = new AbortController();
  const leave = (): void => left.abort();
  for (const signal of SIGNALS) process.on(signal, leave);
  try {
    let said = '';
    for (;;) {
      const started = await start();
      if (started.status === 'started' || started.code !== 'held') return started;
      if (started.message !== said) terminal.error(targetTexts.waiting(started.message));
      said = started.message;
      await sleep(every, undefined, { signal: left.signal }).catch(() => undefined);
      if (left.signal.aborted) return { status: 'left' };
    }
  } finally {
    for (const signal of SIGNALS) process.off(signal, leave);
  }
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
