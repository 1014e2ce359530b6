import { formatDuration, parseDuration } from '../duration.ts';

/** The words of a runbook as a document, beside those of its author. */
export const readingWords = {
  // What stands before the steps
  before: 'Before you begin',
  changes: 'It changes',
  locked: 'only one run at a time may',
  when: 'When',
  days: (days: readonly string[]): string => `on ${listed(days.map(day => DAYS[day] ?? day))}`,
  hours: (hours: string, zone: string): string => `at ${hours} (${zone})`,
  notDayBefore: (calendar: string): string => `not on the day before a holiday (${calendar})`,
  absent: (from: string, to: string, reason: string): string => `not from ${from} to ${to}: ${reason}`,
  override: 'at other times only with a reason: ',
  startsAnytime: 'it may begin at other times, and waits for these where it matters',
  noOverride: 'at no other time',
  duringFreeze: 'also while the target is frozen',
  people: 'People',
  mayApprove: (people: readonly string[]): string => (people.length === 0 ? 'nobody is in this group yet (runbook.config.yml)' : listed(people)),
  systems: 'Systems',
  notSetUp: 'not set up yet',
  byHand: 'What is not set up in runbook.config.yml is done by hand where a step says how; other steps need it.',
  secrets: 'Secrets',
  fromEnv: 'from the variable ',
  fromFile: 'from the file ',
  fromCommand: 'from the command ',
  inputs: 'Inputs',
  inputHead: ['Input', 'What it is', 'Value'],
  required: 'required',
  optional: 'may be left out',
  oneOf: (choices: readonly string[]): string => `one of ${choices.join(', ')}`,
  standard: 'default ',
  types: { string: 'text', integer: 'whole number', number: 'number', boolean: 'yes or no', array: 'list', object: 'map' },
  pattern: ' like ',
  legend: 'In angle marks stand values: ',
  legendInput: (name: string): string => `‹${name}› is an input, `,
  legendStep: (path: string, id: string): string => `‹${path}› is what the step ${id} found.`,
  start: 'Start',
  startLines: (name: string): string => `npx runbook plan ${name}      # what it would do now
npx runbook rehearse ${name}  # practise it
npx runbook run ${name}       # do it`,
  // Lists of steps
  steps: 'Steps',
  onFailure: 'If it fails',
  finally: 'At the end, however it ends',
  rollback: 'Rolling back',
  rollbackIf: 'Only if ',
  rollbackWith: 'A failure that asks for it ends the run and prints this command with its values:',
  runbook: 'Runbook',
  // A step
  onlyIf: 'Only if ',
  forEach: 'Once for each of ',
  forEachAs: (name: string): string => `, called ${name}`,
  changesIt: 'Changes',
  reads: 'Reads',
  between: ' · ',
  run: { read: 'Reads with this command:', change: 'Changes something with this command:', opaque: 'Runs this command:' },
  over: ' over ',
  terminal: 'It has your terminal: it may ask you something.',
  where: 'where ',
  exitCodes: (codes: readonly number[]): string => `Exit codes ${codes.join(', ')} are fine.`,
  handInstead: 'Without a connection do it by hand:',
  wait: 'Wait ',
  waitUntil: 'Wait until ',
  lookUntil: 'Look again every ',
  until: ' until ',
  giveUp: ', for at most ',
  atMost: 'It may take at most ',
  retry: (attempts: number, delay: string): string => `Where it fails it is tried up to ${attempts} times, ${duration(delay)} apart.`,
  repeat: 'Goes round again while ',
  repeatMost: (most: number): string => `, at most ${most} times.`,
  together: 'All at the same time:',
  noStop: 'Once begun it is not stopped by a freeze: ',
  skipDone: 'Already done, and so not done again, if ',
  skipDoneWith: 'Already done, and so not done again, if this look says so:',
  then: 'It must hold that ',
  thenLook: 'Then look:',
  ifNot: ' If not: ',
  whenFails: 'If it fails: ',
  whenLate: 'If it takes longer: ',
  never: 'Nobody may go on without that.',
  keeps: 'It notes ',
  from: ' (',
  asks: 'Answer yes or no: ',
  approve: (groups: readonly string[], min: number, notStarter: boolean): string =>
    `${min === 1 ? 'One person' : `${min} people`} of ${groups.join(' or ')} must approve${notStarter ? '; whoever started the run may not' : ''}.`,
  gateTime: (time: string): string => `If nobody answers within ${duration(time)}, it fails.`,
  shown: 'Shown with it:',
  byPerson: 'By hand:',
  answer: 'Answer:',
  questionHead: ['Question', 'Name', 'Answer'],
  fromList: 'one of ',
  stop: { succeeded: 'Ends the run here as succeeded: ', failed: 'Ends the run here as failed: ', cancelled: 'Ends the run here as cancelled: ' },
  freeze: 'Freezes ',
  unfreeze: 'Lifts the freeze of ',
  ownTarget: 'the target',
  because: ': ',
  freezeUntil: ' until ',
  runs: 'Runs the runbook ',
  asAbove: 'as it stands above',
  warn: 'If it fails, the run goes on; it is listed at the end as incomplete.',
  rollBack: 'If it fails, roll back.',
  handler: 'If it fails:',
} as const;

const DAYS: Readonly<Record<string, string>> = {
  mon: 'Monday',
  tue: 'Tuesday',
  wed: 'Wednesday',
  thu: 'Thursday',
  fri: 'Friday',
  sat: 'Saturday',
  sun: 'Sunday',
};

/** `4h` is 4 hours, `1h30m` is 1 hour 30 minutes; a template stays as it is. */
export function duration(text: string): string {
  const ms = parseDuration(text);
  if (ms === undefined) return text;
  return formatDuration(ms)
    .replaceAll(/(\d+)([dhms]+)/g, (_all, count: string, unit: string) => ` ${count} ${UNITS[unit] ?? unit}${count === '1' ? '' : 's'}`)
    .trim();
}

const UNITS: Readonly<Record<string, string>> = { d: 'day', h: 'hour', m: 'minute', s: 'second' };

function listed(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}

/** The words about what happened in a run. */
export const historyWords = {
  run: 'Run ',
  of: ' of ',
  startedBy: (starter: string, at: string): string => `, started by ${starter} at ${at}. `,
  after: (ms: number): string => ` after ${duration(formatDuration(ms))}`,
  override: 'Outside the window, because: ',
  inputs: 'Inputs of this run',
  inputHead: ['Input', 'Value'],
  failed: 'Failed at ',
  incomplete: 'Incomplete: the run went on without ',
  rollBack: 'To roll back: ',
  rollsBack: 'It rolls back run ',
  rolledBackBy: 'It is rolled back by run ',
  notReached: 'not reached',
  at: (stamp: string): string => ` at ${stamp}`,
  took: (ms: number): string => (ms < 1_000 ? '' : `, it took ${duration(formatDuration(Math.round(ms / 1_000) * 1_000))}`),
  attempt: (attempt: number): string => (attempt > 1 ? `, attempt ${attempt}` : ''),
  looked: (looks: number): string => (looks > 1 ? `, looked ${looks} times` : ''),
  found: ', already done',
  because: ': ',
  decided: (decision: string, by: string, at: string): string => `${decision} by ${by} at ${at}`,
  shown: 'What was shown',
  did: 'It did:',
  gave: 'What it gave',
  hint: 'What to do: ',
} as const;
