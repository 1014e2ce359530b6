/** What is said about rolling a run back. */
export const rollbackTexts = {
  noRollback: (run: string, runbook: string): string => `${runbook} names no \`rollback:\`, so run ${run} cannot be rolled back by a command.`,
  unwanted: (run: string, condition: string, runbook: string): string =>
    `Run ${run} has nothing to roll back: its runbook asks for it only if ${condition}. \`runbook run ${runbook}\` starts it all the same.`,
  unclear: (runbook: string, why: string): string =>
    `Nobody can tell whether there is something to roll back (${why}). \`runbook run ${runbook}\` starts it all the same.`,
  notFrozen: (runbook: string): string => `The runbook ${runbook} is not part of the run's plan.`,
  missing: (name: string, description: string | undefined): string =>
    `Input ${name} of the rollback is missing${description === undefined ? '' : ` (${description})`}. Give it: --input ${name}=…`,
  inFlight: (run: string): string =>
    `Something is being done in run ${run}. Let it come to rest first (\`runbook pause ${run}\`, or Ctrl-C in its terminal), then roll it back.`,
  unsettled: (run: string): string =>
    `Run ${run} died while a step was being done, and nobody has looked whether it happened. \`runbook resume ${run}\` settles it; then roll it back.`,
  rolledBack: (by: string, reason: string): string => `${by} rolled it back${reason === '' ? '' : `: ${reason}`}`,
  reason: (run: string, by: string): string => `run ${run} takes over to roll back, started by ${by}`,
  again: (run: string, by: string): string => `Run ${run} was rolled back by run ${by} before.`,
  elsewhere: (run: string): string => `The process that drives it goes on with the rollback. To follow: runbook attach ${run}`,
  asked: 'The process that drives it was told to roll back.',
} as const;
