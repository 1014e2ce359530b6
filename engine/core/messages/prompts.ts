/** What a person at the terminal is asked. */
export const promptTexts = {
  yes: 'Yes',
  no: 'No',
  approve: 'Approve',
  reject: 'Reject',
  leave: 'Leave it open and answer later',
  why: 'Why? (may be empty)',
  done: 'Done',
  allDone: 'All of it is done',
  tick: (text: string): string => `Done: ${text}`,
  settleDone: 'It happened: go on as succeeded',
  settleRedo: 'It did not happen: do it again',
  settleFail: 'Count it as failed',
  decide: 'Your decision',
  yesOrNo: 'Write yes or no.',
  required: 'This needs an answer.',
  optional: ' (may be empty)',
} as const;
