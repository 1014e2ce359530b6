import { differenceTexts as say } from '../core/messages/differences.ts';
import type { Difference } from '../core/planning/differences.ts';
import { createClockText } from './clock-text.ts';
import { oneLine, shortLine } from './model.ts';

/** More than these are for `--json`. */
const MOST = 20;
const LONGEST = 200;

/** What differs from a saved plan, for people; causes before their consequences. */
export function differenceLines(differences: readonly Difference[], made: { readonly at: string; readonly by: string }, timeZone: string): readonly string[] {
  const shown = differences.slice(0, MOST);
  return [
    say.heading(differences.length, createClockText(timeZone).stamp(Date.parse(made.at)), made.by),
    '',
    ...shown.flatMap(({ what, name, field, seen, before, after }) => [
      oneLine(`${say.what[what](name, field)}${say.seen[seen]}`),
      `  ${shortLine(say.planned(before), LONGEST)}`,
      `  ${shortLine(say.now(after), LONGEST)}`,
    ]),
    ...(differences.length > MOST ? [say.more(differences.length - MOST)] : []),
    '',
    say.help,
  ];
}
