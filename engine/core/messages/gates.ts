/** What gates ask, and what refused answers are told. */
export const gateTexts = {
  unknown: (name: string, lost: string): string => `Nobody knows whether "${name}" had its effect. ${lost} Look for yourself: did it happen?`,
  declined: (by: string, note?: string): string => `${by} said no${note === undefined || note === '' ? '' : `: ${note}`}.`,
  expired: (timeout: string): string => `Nobody answered within ${timeout}.`,
  settledFailed: (by: string, reason?: string): string => `${by} settled it as failed${reason === undefined || reason === '' ? '' : `: ${reason}`}.`,
  failed: (name: string, message: string): string => `"${name}" failed: ${message}`,
  /** What follows if nobody mends it. */
  givingUp: (hasSteps: boolean, targets: readonly string[]): string =>
    `If you give up, the run fails${hasSteps ? ' after on-failure and finally' : ''}${targets.length === 0 ? '' : `; ${targets.join(', ')} is free then`}.`,
  login: (name: string, connection: string | undefined, message: string): string =>
    `"${name}" needs a login${connection === undefined ? '' : ` to ${connection}`}: ${message}`,
  logInWith: (command: string): string => `Log in with: ${command}`,
  skipped: (by: string, reason: string): string => `${reason} (${by})`,
  markedDone: (by: string, reason: string): string => `marked done by ${by}: ${reason}`,
  overridden: (by: string, reason: string): string => `accepted by ${by}: ${reason}`,
  foundDone: (by: string, reason?: string): string => `${by} found it done${reason === undefined || reason === '' ? '' : `: ${reason}`}`,
} as const;

/** Why a signal is refused: nothing was changed. */
export const refusals = {
  /** `open`: it ended without a step that it can be gone on with. */
  finished: (run: string, status: string, open = status === 'failed'): string =>
    open
      ? `Run ${run} has ${status}. All that it takes now is what goes on from a step that failed: \`retry\`, \`skip\`, \`settle done\`, \`settle redo\`.`
      : `Run ${run} ${status === 'cancelled' ? 'was' : 'has'} ${status}; nothing can be told to it any more.`,
  rolledBack: (run: string, by: string): string => `Run ${run} was rolled back by ${by} and stays so. Start a new one: runbook run.`,
  /** A verb that may begin a new leg, where there is none to begin. */
  noLeg: (run: string, status: string): string => `Run ${run} was ${status} and stays so. Start a new one: runbook run.`,
  nothingFailed: (run: string, status: string): string =>
    `Nothing failed in run ${run}, which ${status === 'cancelled' ? 'was' : 'has'} ${status}: there is nothing to do again.`,
  earlierPass: (path: string): string => `${path} belongs to a pass of its group that was followed by another one. Only the last pass can be gone on with.`,
  inCleanup: (path: string, failed: string | undefined): string =>
    `${path} was part of dealing with a failure and is not done again by itself.${failed === undefined ? '' : ` Retry what failed: ${failed}.`}`,
  noSuchStep: (step: string, waiting: readonly string[]): string =>
    `There is no step ${step} in this run. ${waiting.length === 0 ? 'No step waits for anybody.' : `Waiting: ${waiting.join(', ')}.`}`,
  ambiguous: (step: string, found: readonly string[]): string => `${step} could be ${found.join(' or ')}. Give more of the path.`,
  /** `state`: where the step stands; `can`: the verbs that it takes there. */
  notNow: (verb: string, path: string, state: string, can: readonly string[]): string =>
    `${path} ${state}; \`${verb}\` does nothing there. ${can.length === 0 ? 'Nothing can be told to it now.' : `What it takes: ${can.map(one => `\`${one}\``).join(', ')}.`}`,
  noEnd: (path: string): string => `${path} has no time limit that could be extended.`,
  wantsReason: (verb: string): string => `${verb} needs a reason, which is recorded: --reason "…"`,
  noOverride: (path: string): string => `${path} may not be skipped or marked done: its runbook says \`override: never\`. Mend the cause, then retry it.`,
  nothingToLookAt: (path: string): string => `${path} did not come so far that there is something to look at again. Use \`retry\` without --look.`,
  stale: (path: string): string => `${path} has changed since it was shown. Look at it again (\`runbook status\`), then answer.`,
  notInGroup: (who: string, groups: readonly string[]): string => `${who} is not in ${groups.join(' or ')}, so this approval does not count.`,
  isStarter: (who: string): string => `${who} started this run and may not approve it. Somebody else must.`,
  approvedAlready: (who: string): string => `${who} has approved already. Another person is needed.`,
  badField: (name: string, problem: string): string => `${name}: ${problem}`,
  unknownField: (name: string, fields: readonly string[]): string => `There is no question ${name}. Asked are: ${fields.join(', ')}.`,
  missingField: (name: string): string => `${name} needs an answer.`,
  badTick: (given: readonly string[], count: number): string =>
    `${given.join(' ')} is no tick; give done${count === 0 ? '' : `, or tick=1${count === 1 ? '' : ` to tick=${count}`}`}.`,
  cancelledTwice: (run: string): string => `Run ${run} is already being cancelled without its finally steps.`,
  pausedAlready: (run: string, by: string): string => `Run ${run} is being paused already, by ${by}.`,
} as const;

/** Where a step stands, in words that go on from its path. */
export const situations = {
  pending: 'has not begun',
  running: 'is being done',
  group: 'is a group at work',
  wait: 'waits for its time',
  poll: 'waits for its next look',
  looking: 'is looking',
  'next try': 'waits for its next try',
  confirm: 'waits for a yes or no',
  approve: 'waits for an approval',
  manual: 'is to be done by hand',
  ask: 'waits for an answer',
  unknown: 'has an unknown outcome',
  failure: 'has failed and waits for a decision',
  login: 'waits for a login',
  succeeded: 'has succeeded',
  skipped: 'was skipped',
  failed: 'has failed, and the run deals with it',
  cancelled: 'was cancelled',
  'failed before': 'failed',
} as const;

/** The verbs that answer a gate. */
export const verbsOf = {
  confirm: '`runbook approve RUN STEP` or `runbook reject RUN STEP`',
  approve: '`runbook approve RUN STEP` or `runbook reject RUN STEP`',
  manual: '`runbook answer RUN STEP done`',
  ask: '`runbook answer RUN STEP name=value`',
  unknown: '`runbook settle RUN STEP done|redo|fail`',
  failed: '`runbook retry RUN STEP`, `runbook skip RUN STEP --reason …`, or `runbook settle RUN STEP done|fail`',
  login: '`runbook retry RUN STEP` once somebody has logged in',
} as const;
