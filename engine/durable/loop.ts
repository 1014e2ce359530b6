/** What an owner waits with between two events. */
export interface Loop {
  wake(): void;
  next(): Promise<void>;
}

/** A wake-up that is never lost, also between two waits. */
export function createLoop(): Loop {
  let pending = false;
  let resolve: (() => void) | undefined;
  return {
    wake: () => {
      pending = true;
      resolve?.();
    },
    next: () =>
      new Promise<void>(done => {
        resolve = () => {
          pending = false;
          resolve = undefined;
          done();
        };
        if (pending) resolve();
      }),
  };
}

export function onAbort(signal: AbortSignal, act: () => void): () => void {
  signal.addEventListener('abort', act);
  return () => signal.removeEventListener('abort', act);
}
