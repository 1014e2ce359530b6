import type { RunStatus, StepStatus } from '../core/state.ts';
import type { Span, Tone } from './document.ts';

/** A status as a coloured word. */
export function mark(status: StepStatus | RunStatus, word: string): Span {
  return { type: 'mark', tone: TONES[status], text: word };
}

export const TONES: Readonly<Record<StepStatus | RunStatus, Tone>> = {
  pending: 'plain',
  running: 'careful',
  waiting: 'careful',
  succeeded: 'good',
  skipped: 'plain',
  failed: 'bad',
  unknown: 'bad',
  cancelled: 'careful',
};
