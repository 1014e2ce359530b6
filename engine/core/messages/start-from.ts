/** What is said about a run that starts at a step. */
export const startTexts = {
  noStep: (step: string, runbook: string): string => `${runbook} has no step ${step}. \`runbook plan ${runbook} --offline\` shows them all.`,
  ambiguous: (step: string, found: readonly string[]): string => `${step} could be ${found.join(' or ')}. Give more of the path.`,
  inCleanup: (path: string): string => `${path} deals with a failure or the end of a run; no run can start there.`,
  inside: (path: string, around: string, kind: string): string =>
    `${path} stands inside ${around}, ${kind === 'parallel' ? 'whose branches begin together' : 'which is done for each of a list'}. Start from ${around}.`,
  skipped: (step: string, by: string): string => `${by} started the run from ${step}`,
  inPlan: (step: string): string => `the run starts from ${step}`,
  wrongOutput: (text: string): string => `--output ${text}: write STEP.NAME=VALUE, such as --output build.tag=v7.`,
  unneeded: (text: string, needed: readonly string[]): string =>
    `--output ${text}: no later step reads that. ${needed.length === 0 ? 'None is needed.' : `Needed: ${needed.join(', ')}.`}`,
  bad: (name: string, problem: string): string => `--output ${name}: ${problem}`,
  missing: (path: string, name: string, by: string): string => `${by} reads ${name} of ${path}, which is skipped. Give it: --output ${path}.${name}=…`,
  ask: (path: string, name: string): string => `${name} of ${path}, which is skipped`,
  withoutFrom: '--output gives what skipped steps would have; it goes with --from STEP.',
  notWithPlan: 'A run that is held to a saved plan starts at its beginning: --from does not go with --plan.',
  notKnown: (path: string): string => `given with --output ${path}.…`,
} as const;
