import type { Difference } from '../planning/differences.ts';

/** How drift is worded: what a saved plan said, and what is so now. */
export const differenceTexts = {
  there: 'is there',
  what: {
    runbook: (name: string, field: string): string => `runbook ${name}${field === '' ? '' : `, ${field}`}`,
    input: (name: string): string => `input ${name}`,
    connection: (name: string, field: string): string => `connection ${name}${field === '' ? '' : `, ${field}`}`,
    action: (name: string): string => `version of ${name}`,
    target: (): string => 'targets',
    step: (name: string, field: string): string => `${name}${field === '' ? '' : `  ${field}`}`,
  } satisfies Record<Difference['what'], (name: string, field: string) => string>,
  seen: { text: '', known: '', provisional: ' (seen by a read for today)' } satisfies Record<Difference['seen'], string>,
  planned: (value: string | undefined): string => `planned: ${value ?? 'not there'}`,
  now: (value: string | undefined): string => `now: ${value ?? 'not there'}`,
  heading: (count: number, at: string, by: string): string =>
    `${count === 1 ? 'One thing is' : `${count} things are`} not as planned at ${at} by ${by}. Nothing was started.`,
  more: (count: number): string => `... and ${count} more; \`--json\` lists all.`,
  help: 'Look at it, then plan again (`runbook plan NAME -o FILE`), or start with --accept-drift "why this is fine".',
  accepted: (count: number, reason: string): string => `${count === 1 ? 'One difference' : `${count} differences`} to the plan accepted: ${reason}`,
  asPlanned: (at: string, by: string): string => `Everything is as planned at ${at} by ${by}.`,
  fidelity: (asPlanned: number, late: number, drift: number): string =>
    `Held to a saved plan: ${asPlanned} ${asPlanned === 1 ? 'step' : 'steps'} as planned, ${late} resolved late, ${drift} drifted.`,
  drifted: (path: string, field: string, planned: string, done: string): string => `  drift at ${path}, ${field}: planned ${planned}; done: ${done}`,
  previewDrift: (count: number): string => `${count === 1 ? 'One change' : `${count} changes`} had other effects than previewed:`,
  saved: (file: string, hash: string): string => `Saved as ${file} (sha256 ${hash.slice(0, 12)}). Run it: runbook run --plan ${file}`,
  missing: (names: readonly string[]): string => `A plan that is to be run needs all inputs. Missing: ${names.join(', ')}.`,
  unreadable: (file: string, why: string): string => `${file} is no saved plan: ${why}. Make one: runbook plan NAME -o ${file}`,
  noFile: 'there is no such file',
  tooLarge: (file: string, limit: number): string => `${file} is no saved plan: it is larger than ${limit / 1_048_576} MiB.`,
  otherVersion: (file: string, version: string): string =>
    `${file} was made by another version of runbook (its format is ${version}, this one reads 1). Make a new one with \`runbook plan NAME -o FILE\`.`,
  edited: (file: string): string => `${file} has been edited since it was made: its hash does not fit. Make a new one with \`runbook plan NAME -o FILE\`.`,
  other: (planned: string, given: string): string => `The plan is one of ${planned}, not of ${given}.`,
  otherSetting: (isRehearsal: boolean): string =>
    isRehearsal ? 'The plan was made in a rehearsal: run it in that world (--world FOLDER).' : 'The plan was made for real: it cannot be run in a world.',
  needsPlan: '--accept-drift goes with --plan FILE.',
  needsRunbook: 'Say which runbook, or give --plan FILE.',
  madeBy: (file: string, at: string, by: string, hash: string): string => `Saved in ${file} by ${by} at ${at} (sha256 ${hash.slice(0, 12)}).`,
} as const;
