/** What `verify` says, and the line with which a run ends. */
export const evidenceTexts = {
  head: (hash: string): string => `Evidence: ${hash}`,
  whole: (run: string, entries: number, isHeld: boolean): string =>
    isHeld
      ? `Nothing of ${run} was changed: its ${entries} journal entries, its plan, its state and its logs are those of that hash.`
      : `The journal of ${run} is whole: ${entries} entries, each fits the one before. Whether somebody wrote it anew as a whole only --head can tell.`,
  goesOn: (run: string, isAsked: boolean): string =>
    isAsked ? `${run} has not ended: a hash is printed at its end, and holds from then on.` : `${run} has not ended: its hash still changes.`,
  broken: (run: string, at: number, entries: number): string =>
    at > entries
      ? `The journal of ${run} is not whole: entries stand behind its end (${entries}).`
      : `The journal of ${run} was changed: entry ${at} of ${entries} does not fit the one before, or is gone.`,
  differs: (run: string, expected: string, now: string): string =>
    `${run} is not what it was: a row or a log was changed since that hash was printed.\n  then: ${expected}\n  now:  ${now}\nA new leg of the run (retry, skip, settle) changes it, too: its end printed a new hash.`,
  noHash: (given: string): string => `${given} is no hash: --head takes the 64 characters that the run printed after "Evidence:".`,
} as const;
