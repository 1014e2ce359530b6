/** What the board says. */
export const boardTexts = {
  noProjects: 'The configuration has no projects. The board compares the stages of each: write `projects:` into runbook.config.yml, as README.md shows.',
  noProject: (name: string, nearest: string | undefined): string => `There is no project ${name}.${nearest === undefined ? '' : ` Did you mean ${nearest}?`}`,
  // What could not be read.
  noCommit: 'the answer holds no commit',
  noList: 'the answer holds no list of commits with `subject`, `author` and `date`',
  noTime: (text: string): string => `${JSON.stringify(text)} is no time`,
  request: (why: string): string => `The promotion request cannot be read: ${why}`,
  runbook: (name: string): string => `The runbook ${name} has mistakes: see \`runbook validate ${name}\`.`,
  store: (why: string): string => `Nobody can tell whether it is frozen: ${why}`,
  // Headings and lines.
  headings: { error: 'Nobody can tell', attention: 'A run wants somebody', behind: 'Out of step', even: 'In step' },
  sameCommit: (stages: readonly string[], commit: string): string => `${stages.join(' = ')} at ${commit.slice(0, 7)}`,
  differs: (ahead: string, behind: string): string => `${behind} differs from ${ahead}`,
  behindBy: (behind: string, ahead: string, count: number): string => `${behind} is ${count} ${count === 1 ? 'commit' : 'commits'} behind ${ahead}`,
  noneMissing: (behind: string, ahead: string): string => `${behind} has commits that ${ahead} lacks: it was rolled back, or staging was`,
  oldest: (age: string): string => `the oldest ${age} old`,
  stage: (name: string, commit: string | undefined, error: string | undefined): string => `${name}: ${error ?? commit?.slice(0, 7) ?? ''}`,
  gap: (behind: string, ahead: string, why: string): string => `${ahead} and ${behind} cannot be compared: ${why}`,
  commit: (subject: string, author: string, age: string): string => `${subject} (${author}, ${age})`,
  more: (count: number): string => `and ${count} more`,
  held: (starter: string, run: string): string => `${starter} is at it: run ${run}`,
  requestOpen: (url: string, age: string): string => `request open for ${age}: ${url}`,
  left: (left: string): string => `it rests for ${left} more`,
  rested: 'it has rested',
  run: (runbook: string, status: string, starter: string, age: string): string => `last run: ${runbook} by ${starter} ${age} ago, ${status}`,
  parked: 'waits, see `runbook status`',
} as const;
