import { basename } from 'node:path';
import type { Wrapper } from '../../../engine/core/action.ts';
import { fail } from '../../../engine/core/failure.ts';
import { vaultMessages } from './messages.ts';

/** How aws-vault begins the lines of its own failures; the command that it starts replaces it, and ends as itself. */
const OWN_WORDS = /^aws-vault: error: (.*)$/m;

/** It had a session, but nothing to start with it. */
const NOT_THERE = /executable|no such file/i;

/**
 * aws-vault is never nested: it refuses that. Inside the same profile a command needs no second one, inside another it would
 * reach the wrong account.
 */
export const vault: Wrapper = {
  outer(wrap, environment, connection) {
    const [inside, wanted] = [environment['AWS_VAULT'], profileOf(wrap)];
    if (!inside || wanted === undefined) return wrap;
    if (inside !== wanted) fail({ code: 'nested', ...vaultMessages.nested(inside, wanted, connection) });
    return afterSeparator(wrap);
  },
  explain(wrap, { exitCode, stderr }, connection) {
    const said = profileOf(wrap) === undefined || exitCode === 0 ? null : OWN_WORDS.exec(stderr);
    if (!said) return undefined;
    const reason = said[1] ?? '';
    if (NOT_THERE.test(reason)) return { code: 'not-found', ...vaultMessages.noCommand(reason) };
    return { code: 'credentials', ...vaultMessages.noSession(connection, reason) };
  },
};

/** `prod-power` of `aws-vault exec -d 1h prod-power --`. */
export function profileOf(wrap: readonly string[]): string | undefined {
  const [program = '', verb] = wrap;
  if (basename(program) !== 'aws-vault' || verb !== 'exec') return undefined;
  const end = wrap.indexOf('--');
  return end < 0 ? wrap.at(-1) : wrap[end - 1];
}

/** What follows aws-vault in a wrap of several programs. */
function afterSeparator(wrap: readonly string[]): readonly string[] {
  const end = wrap.indexOf('--');
  return end < 0 ? [] : wrap.slice(end + 1);
}
