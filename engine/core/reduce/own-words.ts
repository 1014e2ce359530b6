import type { Failure } from '../failure.ts';
import { stepAt } from '../program.ts';
import type { Step } from '../runbook.ts';
import type { Draft } from './draft.ts';
import { textAt } from './evaluate.ts';

/** A failure in the words of the step's author, where there are any. */
export function inOwnWords(d: Draft, path: string, failure: Failure): Failure {
  const { message } = messageOf(d, path, stepAt(d.program, path).step);
  return message === undefined ? failure : { ...failure, message, hint: failure.message };
}

/** The author's `message`, rendered; the text itself where a template in it has no value. */
export function messageOf(d: Draft, path: string, step: Pick<Step, 'message'>): { readonly message?: string } {
  if (step.message === undefined) return {};
  const text = textAt(d, path, step.message);
  return { message: text.ok ? text.value : step.message };
}
