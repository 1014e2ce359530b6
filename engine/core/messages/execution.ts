import { formatDuration } from '../duration.ts';
import type { Failure } from '../failure.ts';

/** Every failure that executing a step can bring about by itself; those of plugins stand with the plugins. */
export const executionFailures = {
  aborted: (): Failure => ({ code: 'aborted', message: 'The step was ended before it was finished.' }),
  timeout: (what: string, ms: number): Failure => ({ code: 'timeout', message: `${what} took longer than ${formatDuration(ms)} and was ended.` }),
  noAnswer: (what: string, why: string): Failure => ({ code: 'no-answer', message: `${what} got no answer: ${why}.` }),
  unreachable: (what: string, why: string): Failure => ({
    code: 'unreachable',
    message: `${what} could not be sent: ${why}.`,
    hint: 'Nothing was changed. Check the address, the network or VPN, and whether the service is up.',
  }),
  internal: (what: string, why: string): Failure => ({ code: 'internal', message: `${what} broke off by a bug in the plugin: ${why}` }),
  changeInPreview: (effect: string): Failure => ({
    code: 'change-in-preview',
    message: `An action tried to change something while it may only read: ${effect}`,
  }),
  notARead: (method: string, url: string): Failure => ({
    code: 'not-a-read',
    message: `${method} ${url} was refused: only GET and HEAD are reads. A call that only asks says \`reading: true\`.`,
  }),
  badUrl: (url: string): Failure => ({ code: 'bad-url', message: `\`${url}\` is no http or https URL.` }),
  notInWorld: (url: string): Failure => ({
    code: 'not-in-world',
    message: `${url} is not part of this world, and a rehearsal never reaches the outside.`,
    hint: 'Give the URL an answer in the world file.',
  }),
  tooLarge: (what: string, limit: string): Failure => ({ code: 'too-large', message: `${what} is larger than ${limit}.` }),
  badCommand: (why: string): Failure => ({ code: 'bad-command', message: `The command cannot be started: ${why}.` }),
  notFound: (program: string): Failure => ({
    code: 'not-found',
    message: `The program \`${program}\` was not found.`,
    hint: 'Install it, or put its folder on the PATH.',
  }),
  notStarted: (program: string, why: string): Failure => ({ code: 'not-started', message: `The program \`${program}\` could not be started: ${why}.` }),
  noFolder: (folder: string): Failure => ({
    code: 'no-folder',
    message: `The folder \`${folder}\` does not exist.`,
    hint: 'Correct `cwd`, or the input that names it.',
  }),
  exitCode: (program: string, exitCode: number, lastLine: string): Failure => ({
    code: 'exit-code',
    message: `\`${program}\` ended with exit code ${exitCode}${lastLine && `: ${lastLine}`}`,
    data: { exit_code: exitCode },
  }),
  killed: (program: string, signal: string): Failure => ({ code: 'killed', message: `\`${program}\` was ended from outside by ${signal}.`, data: { signal } }),
  noConnection: (name: string, what: string): Failure => ({
    code: 'no-connection',
    message: `The connection \`${name}\` ${what}.`,
    hint: `Describe \`${name}\` under \`connections:\` in runbook.config.yml.`,
  }),
  noSecret: (name: string, why: string): Failure => ({ code: 'no-secret', message: `The secret \`${name}\` has no value: ${why}.` }),
  noCredentials: ({
    connection,
    program,
    why,
    login,
  }: {
    connection: string;
    program: string;
    why: string;
    login?: readonly string[] | undefined;
  }): Failure => ({
    code: 'credentials',
    message: `\`${program}\` gave no credentials for the connection \`${connection}\`: ${why}`,
    hint: login ? `Log in with \`${login.join(' ')}\`, then go on.` : 'Log in, then go on.',
  }),
  secretTooShort: (name: string, least: number): Failure => ({
    code: 'secret-too-short',
    message: `The secret \`${name}\` is shorter than ${least} characters; so short a text cannot be kept out of logs.`,
  }),
  secretInOutput: (what: string, name: string): Failure => ({
    code: 'secret-in-output',
    message: `${what} would hold the secret \`${name}\`, and what is journaled must not.`,
  }),
  badOutputs: (action: string, why: string): Failure => ({ code: 'outputs', message: `\`${action}\` returned outputs that it does not declare: ${why}` }),
  unknownAction: (action: string): Failure => ({ code: 'unknown-action', message: `There is no action \`${action}\`.` }),
  cannotTell: (what: string, why: string): Failure => ({ code: 'cannot-tell', message: `The ${what} cannot tell: ${why}.` }),
  verify: (message: string): Failure => ({ code: 'verify', message }),
  expression: (text: string, why: string): Failure => ({ code: 'expression', message: `\`${text}\`: ${why}` }),
} as const;

/** Lines that the engine itself writes into a step's log. */
export const executionLines = {
  heldOutput: (program: string): string => `${program} has ended, but a process that it left behind still holds its output; going on without it.`,
  withheld: (name: string, why: string): string => `${name} is not kept as an output: ${why}. A step that reads it will fail.`,
  larger: (limit: string): string => `it is larger than ${limit}`,
  holdsSecret: (name: string): string => `it holds the secret ${name}`,
  notHolding: (condition: string): string => `The verification does not hold: ${condition}`,
  verifyFailed: (program: string): string => `The verification \`${program}\` says no (exit code 1).`,
  runs: (argv: readonly string[]): string => `$ ${argv.join(' ')}`,
  asks: (what: string): string => `? ${what}`,
  changed: (effect: string): string => `! ${effect}`,
  orphan: (pids: readonly number[]): string => `An earlier attempt is still running (process ${pids.join(', ')}); waiting until it has ended.`,
  leftBehind: (pids: readonly number[]): string =>
    `The command was killed, but what it started is still running (process ${pids.join(', ')}); waiting until it has ended.`,
  orphanEnded: (): string => 'The earlier attempt has ended.',
  answered: (status: number): string => `it answered ${status}`,
  retrying: (what: string, why: string, ms: number): string => `${what}: ${why}; trying again in ${formatDuration(ms)}`,
} as const;

/** Why a command beside the run did not do its work. */
export const hookTexts = {
  timeout: (ms: number): string => `it took longer than ${ms / 1_000} s and was ended`,
  notStarted: (why: string): string => `it could not be started (${why})`,
  ended: (how: string, says: string): string => `it ended with ${how}${says === '' ? '' : `: ${says}`}`,
} as const;
