import { EXIT } from '../core/exit-codes.ts';
import { runTexts } from '../core/messages/running.ts';
import { restoreTerminal } from '../report/held-terminal.ts';

/** Ctrl-C and its kin, as DESIGN 9: first park, second end the running step, third leave. */
export interface Stops {
  readonly drain: AbortSignal;
  readonly abort: AbortSignal;
  wasInterrupted(): boolean;
  /** The person chose to leave (or pressed Ctrl-C inside a prompt, where no signal comes). */
  leave(interrupted: boolean): void;
  /** While a child has the terminal, Ctrl-C is its. */
  ignore(isIgnored: boolean): void;
  forget(): void;
}

export function listenForStops(tell: (text: string) => void): Stops {
  const drain = new AbortController();
  const abort = new AbortController();
  let count = 0;
  let isIgnored = false;
  let interrupted = false;
  const onInterrupt = (): void => {
    if (isIgnored) return;
    interrupted = true;
    count += 1;
    if (count === 1) {
      drain.abort();
      tell(runTexts.stopping);
    } else if (count === 2) {
      abort.abort();
      tell(runTexts.ending);
    } else leaveNow();
  };
  const onHangup = (): void => {
    interrupted = true;
    drain.abort();
  };
  process.on('SIGINT', onInterrupt);
  process.on('SIGTERM', onHangup);
  process.on('SIGHUP', onHangup);
  return {
    drain: drain.signal,
    abort: abort.signal,
    wasInterrupted: () => interrupted,
    leave: isInterrupt => {
      if (isInterrupt) onInterrupt();
      else drain.abort();
    },
    ignore: value => {
      isIgnored = value;
    },
    forget: () => {
      process.off('SIGINT', onInterrupt);
      process.off('SIGTERM', onHangup);
      process.off('SIGHUP', onHangup);
    },
  };
}

/** Third Ctrl-C: what runs is settled at the next resume. */
function leaveNow(): never {
  restoreTerminal();
  process.exit(EXIT.interrupted);
}
