/** What gates ask, and what refused answers are told. */
export const gateTexts = {
  unknown: (name: string, lost: string): string => `Nobody knows whether "${name}" had its effect. ${lost} Look for yourself: did it happen?`,
  declined: (by: string, note?: string): string => `${by} said no${note === undefined || note === '' ? '' : `: ${note}`}.`,
  expired: (timeout: string): string => `Nobody answered within ${timeout}.`,
  settledFailed: (by: string): string => `${by} settled it as failed.`,
} as const;

/** Why a signal is refused: nothing was changed. */
export const refusals = {
  finished: (run: string, status: string): string => `Run ${run} has ${status}; nothing can be told to it any more.`,
  noSuchStep: (step: string, open: readonly string[]): string =>
    `No step ${step} waits for an answer. ${open.length === 0 ? 'No gate is open.' : `Open: ${open.join(', ')}.`}`,
  ambiguous: (step: string, found: readonly string[]): string => `${step} could be ${found.join(' or ')}. Give more of the path.`,
  wrongVerb: (path: string, kind: string, verbs: string): string => `${path} is a gate of kind ${kind}: use ${verbs}.`,
  notInGroup: (who: string, groups: readonly string[]): string => `${who} is not in ${groups.join(' or ')}, so this approval does not count.`,
  isStarter: (who: string): string => `${who} started this run and may not approve it. Somebody else must.`,
  approvedAlready: (who: string): string => `${who} has approved already. Another person is needed.`,
  badField: (name: string, problem: string): string => `${name}: ${problem}`,
  unknownField: (name: string, fields: readonly string[]): string => `There is no question ${name}. Asked are: ${fields.join(', ')}.`,
  missingField: (name: string): string => `${name} needs an answer.`,
  badTick: (tick: string, count: number): string => `${tick} is no tick; give done, or tick=1 to tick=${count}.`,
  cancelledTwice: (run: string): string => `Run ${run} is already being cancelled without its finally steps.`,
} as const;

/** The verbs that answer a gate. */
export const verbsOf = {
  confirm: '`runbook approve RUN STEP` or `runbook reject RUN STEP`',
  approve: '`runbook approve RUN STEP` or `runbook reject RUN STEP`',
  manual: '`runbook answer RUN STEP done`',
  ask: '`runbook answer RUN STEP name=value`',
  unknown: '`runbook settle RUN STEP done|redo|fail`',
} as const;
