import { fail } from '../../engine/core/failure.ts';

/** Ends an action before it changes anything: going on would not be safe. */
export function refuse(words: { readonly message: string; readonly hint: string }): never {
  fail({ code: 'unsafe', ...words });
}
