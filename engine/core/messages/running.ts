import type { FieldSchema } from '../runbook.ts';

/** What the commands around a run say. */
export const runTexts = {
  missingInput: (name: string, field: FieldSchema | undefined): string =>
    `Input ${name} is missing${field?.description === undefined ? '' : ` (${field.description})`}. Give it: --input ${name}=…`,
  noConnection: (name: string): string =>
    `The runbook needs the connection ${name}, and runbook.config.yml has none. Add it under connections, or give the step a manual text.`,
  unreadable: (path: string, why: string): string => `${path} cannot be read: ${why}`,
  answersNotAMap: (path: string): string => `${path} must be a map of answers by step: \`STEP: {name: value}\`, or \`STEP: yes\`.`,
  loggingIn: (connection: string, argv: readonly string[]): string => `Logging in to ${connection} before the run begins: ${argv.join(' ')}`,
  notLoggedIn: (connection: string): string => `That did not log in to ${connection}. The step that needs it will say so.`,
  logsLost: (why: string): string => `What the commands print cannot be kept (${why}). The run goes on without it.`,
  noRuns: 'There are no runs yet. `runbook run NAME` starts one.',
  noRun: (run: string): string => `There is no run ${run}. \`runbook runs\` lists them.`,
  stopping: 'Stopping after the running step. Press Ctrl-C again to end it.',
  ending: 'Ending the running step. Press Ctrl-C again to leave at once.',
  waitsFor: (path: string, who: readonly string[], run: string): string =>
    `${path} waits for an approval by ${who.join(' or ')}, not by the starter: runbook approve ${run} ${path}`,
  gateHeading: (name: string, path: string, plays: string | undefined): string =>
    `\n${name}  (${path})${plays === undefined ? '' : `\nYou play ${plays} here: the starter may not answer it.`}`,
  accepted: (what: string, path: string): string => `${what}: ${path}`,
  paused: (run: string): string => `Run ${run} is being paused: what runs comes to its end, then it is parked.`,
  skipped: (path: string): string => `skipped: ${path}`,
  retried: (path: string, look: boolean): string => `${look ? 'to be looked at again' : 'to be tried again'}: ${path}`,
  extended: (path: string, by: string): string => `${path} has ${by} more.`,
  wantsDuration: (given: string): string => `${given} is no duration. Write 90s, 15m or 1h30m.`,
  wantsStep: (steps: readonly string[]): string => `Say which step: ${steps.join(' or ')}.`,
  nothingToDecide: (run: string): string => `Nothing in run ${run} waits for a decision. \`runbook status ${run}\` shows where it stands.`,
  cancelled: (run: string): string => `Run ${run} is being cancelled.`,
  worldKept: (folder: string): string =>
    `The world is kept in ${folder}. Give --world ${folder} to every command on its runs: runbook resume last --world ${folder}`,
  worldGone: 'The world and its logs are gone. With --keep FOLDER they stay, for `runbook logs` and `runbook status`.',
  worldTitle: (title: string): string => `Rehearsal: ${title}. Nothing real is touched.`,
  worldNow: 'What the world looks like now:',
  noFault: (name: string, known: readonly string[]): string => `There is no fault ${name}. This world knows: ${known.join(', ') || 'none'}.`,
  pendingFaults: (names: readonly string[]): string => `Faults that did not happen: ${names.join(', ')}.`,
  drivenNow: (pid: number, terminal: string): string => `Process ${pid} (${terminal}) drives this run now.`,
  drivenByNobody: (run: string): string => `No process drives this run now. To go on: runbook resume ${run}`,
  detached: (run: string): string => `Left run ${run} to itself. To look again: runbook attach ${run}`,
  hookFailed: (why: string): string => `The on-gate command told nobody: ${why}. The run goes on.`,
  wantsValues: 'Give answers as name=value, or done for a manual step.',
  settleWants: 'Say what you found: done, redo or fail.',
} as const;
