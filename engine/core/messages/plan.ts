/** What a plan says beside the steps themselves. */
export const planTexts = {
  after: (id: string): string => `after step ${id}`,
  items: (count: number): string => `for each of ${count}`,
  itemsUnknown: (text: string): string => `for each of ${text}, which is not known yet`,
  runbook: (name: string): string => `runbook ${name}`,
  doneToday: 'already done as of today',
  doesNotHold: (that: string): string => `\`${that}\` does not hold as of today`,
  noConnection: (name: string): string => `There is no connection ${name} in runbook.config.yml: a run would refuse this step.`,
  byHand: (name: string): string => `There is no connection ${name}: this is done by hand.`,
} as const;
