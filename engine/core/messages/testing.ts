import type { Sentence } from './source.ts';

/** Every sentence of `runbook test`: what differs, what was covered. */
export const testTexts = {
  toTakeOver: 'a rollback that takes over',
  noRollback: 'none: the run does not ask for it',
  notTakenOver: (missing: readonly string[]): string =>
    missing.length === 0 ? 'none: no step of it wants that, or its lock is not free' : `none: nobody can fill in ${missing.join(', ')}`,
  because: (step: string, message: string): string => ` at ${step}: ${message}`,
  instance: (path: string): string => ` (${path})`,
  noOutput: 'no such output',
  nothing: 'nothing',
  notShown: 'the terminal shows no such text',
  effect: (path: string, action: string): string => `${action} at ${path}`,
  noEffect: 'nothing was changed',
  effectAfter: (name: string, before: string | undefined): string => (before === undefined ? name : `${name} after ${before}`),
  times: (count: number): string => (count === 0 ? 'never' : count === 1 ? 'once' : `${count} times`),
  atLeast: (duration: string): string => `at least ${duration}`,
  atMost: (duration: string): string => `at most ${duration}`,
  value: (path: readonly string[], value: string): string => `${path.reduce(joinPart)} = ${cut(value)}`,

  unanswered: (waits: string): string => `nobody answers: ${waits}`,
  wantsAnswer: 'an answer in `answers`',
  parked: 'it was parked',
  stopped: 'stopped before it began',
  toEnd: 'the run to end',
  toStart: 'the run to start',
  faultsToHappen: 'every fault to happen',
  didNotHappen: (names: readonly string[]): string => `these did not happen: ${names.join(', ')}`,
  jumpsToHappen: 'every jump of the clock to happen',

  passed: 'ok     ',
  failed: 'FAILED ',
  expected: 'expected',
  got: 'got',
  coverage: 'Covered',
  covered: (what: string, count: number, all: number): string => `${what}: ${count} of ${all}`,
  never: (way: string, paths: readonly string[]): string => `never ${way}: ${paths.join(', ')}`,
  summary: (passed: number, all: number): string => `${passed} of ${all} ${all === 1 ? 'case' : 'cases'} passed.`,
  noTests: (dir: string): string => `No tests in ${dir}: they stand beside runbooks as NAME.test.yml.`,
  noCase: (text: string): string => `No case has ${JSON.stringify(text)} in its name.`,
  recorded: (name: string, file: string): string =>
    `The case ${JSON.stringify(name)} stands in ${file} now. Say there what else must hold: takes, messages, world.`,
  notRecorded: 'The run did not end, so no case was recorded.',
  cannotAppend: (file: string): string =>
    `The case could not be added to ${file}: \`cases:\` must stand last in it, as a list of its own lines. Add it by hand:`,
  badJobs: (text: string): string => `--jobs wants a whole number from 1 on, not ${text}.`,
} as const;

function joinPart(path: string, part: string): string {
  return /^\w+$/.test(part) ? `${path}.${part}` : `${path}['${part}']`;
}

function cut(text: string): string {
  return text.length > 200 ? `${text.slice(0, 199)}…` : text;
}

/** What is wrong with a test file that its schema cannot say. */
export const testFileMessages = {
  noRollback: (runbook: string): Sentence => ({ message: `${runbook} names no \`rollback:\`, so none can take over.`, hint: 'Leave `rollback` out.' }),
  noTest: (file: string): Sentence => ({ message: `There is no test ${file}.`, hint: 'Tests stand beside the runbook: NAME.test.yml.' }),
  noStep: (step: string, runbook: string, near: string | undefined): Sentence => ({
    message: `${runbook} has no step ${step}.`,
    ...(near === undefined ? {} : { hint: `Did you mean \`${near}\`?` }),
  }),
  noAction: (action: string, near: string | undefined): Sentence => ({
    message: `There is no action ${action}.`,
    hint: near === undefined ? '`runbook actions` lists them all.' : `Did you mean \`${near}\`?`,
  }),
  manySteps: (step: string, paths: readonly string[]): Sentence => ({ message: `${step} may be ${paths.join(' or ')}.`, hint: 'Write more of its path.' }),
  noInput: (input: string, runbook: string, near: string | undefined): Sentence => ({
    message: `${runbook} has no input ${input}.`,
    ...(near === undefined ? {} : { hint: `Did you mean \`${near}\`?` }),
  }),
  noFault: (fault: string, known: readonly string[]): Sentence => ({
    message: `The world has no fault ${fault}.`,
    hint: known.length === 0 ? 'It has none: write the fault out, `{when: {step: ...}, PLUGIN: {...}}`.' : `It has ${known.join(', ')}.`,
  }),
  sameName: (name: string): Sentence => ({ message: `Two cases are named \`${name}\`.`, hint: 'Give each its own name.' }),
  expression: (message: string): Sentence => ({ message }),
} as const;

/** The ways that a runbook can go, in words. */
export const coverageWords = {
  if: 'if',
  check: 'check',
  gate: 'gate',
  'on-failure': 'on-failure',
  rollback: 'rollback',
  true: 'true',
  false: 'false',
  done: 'already done',
  'not-done': 'still to do',
  yes: 'yes',
  no: 'no',
  approved: 'approved',
  answered: 'answered',
  ticked: 'done',
  timeout: 'timeout',
  entered: 'entered',
} as const;
