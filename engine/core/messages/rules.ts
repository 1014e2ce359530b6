import type { Sentence } from './source.ts';

/** What the shape of a runbook allows and its meaning does not. */
export const ruleMessages = {
  duplicateId: (id: string, line: number): Sentence => ({
    message: `The id \`${id}\` is already used on line ${line}.`,
    hint: 'Ids are unique in a runbook, groups and branches included.',
  }),
  reservedName: (name: string): Sentence => ({ message: `\`${name}\` already means something in templates and conditions.`, hint: 'Choose another name.' }),
  onlyReading: (key: string, what: string): Sentence => ({
    message: `\`${key}\` looks again and again, and ${what} does not only read.`,
    hint: 'Look in a step of its own: a reading action, or `run` with `effect: read`.',
  }),
  changes: (action: string): Sentence => ({ message: `${action} does not only read, so it cannot be a check or verify.`, hint: 'Use a reading action.' }),
  everyWithoutUntil: { message: '`every` says how often to look, but no `until` says for what.', hint: 'Write `until: CONDITION`.' },
  untilWithoutEvery: { message: '`until` needs `every`: how often to look.', hint: 'Write `every: 30s`.' },
  everyZero: { message: '`every` must be more than nothing.', hint: 'Write `every: 30s`.' },
  noTimeout: { message: 'This looks for ever if `until` never holds.', hint: 'Write `timeout: 10m`.' },
  interactiveInParallel: { message: 'An interactive step cannot run beside others: there is one terminal.', hint: 'Move it before or after the `parallel`.' },
  asWithoutForeach: { message: '`as` names the item of a `foreach`, and there is none.', hint: 'Write `foreach: LIST`.' },
  messageWithoutVerify: {
    message: '`message` is what a failed `verify`, a `timeout` or a `repeat` says, and there is none.',
    hint: 'Write `verify: CONDITION`.',
  },
  noCheck: { message: '`interrupted: check` needs a `check`, and there is none.', hint: 'Write `check:`, or `interrupted: ask`.' },
  noRollback: { message: 'There is no `rollback:` that `on-failure: rollback` could start.', hint: 'Write `rollback: {runbook: NAME}` at the top level.' },
  rollbackInside: {
    message: 'A rollback cannot be started from here: the run is already dealing with a failure or at its end.',
    hint: 'Write `on-failure: warn`.',
  },
  templateInShell: (path: string, name: string): Sentence => ({
    message: `The shell would read the value of {{ ${path} }} as code.`,
    hint: `Hand it over as a variable, and write "$${name}" in the script: \`env: { ${name}: "{{ ${path} }}" }\``,
  }),
  templateOverSsh: (path: string): Sentence => ({
    message: `The shell at the other end reads the value of {{ ${path} }} as code.`,
    hint: 'Use it only for an input that cannot hold spaces, quotes or `;`, and say so with its `pattern`: "^[a-z][a-z0-9.-]*$".',
  }),
  unusedDefault: (plugin: string, key: string, meant: string | undefined, known: readonly string[]): Sentence => ({
    message: `No action of ${plugin} has the param \`${key}\`.`,
    hint: meant === undefined ? `They have: ${known.join(', ')}.` : `Did you mean \`${meant}\`?`,
  }),
  unknownPlugin: (name: string, meant: string | undefined, known: readonly string[]): Sentence => ({
    message: `There is no plugin \`${name}\`.`,
    hint: meant === undefined ? `There are: ${known.join(', ')}.` : `Did you mean \`${meant}\`?`,
  }),
  uncheckedChange: {
    message: 'Nobody can tell afterwards whether this change was made: there is neither a `check` nor a `verify`.',
    hint: 'Write `check: {run: [...]}` (exit 0 = already done) or `verify: CONDITION`; or say what a lost answer means: `interrupted: rerun` or `interrupted: ask`.',
  },
  needlessShell: (list: string): Sentence => ({
    message: 'This script is one plain command, which needs no shell.',
    hint: `Write \`run: ${list}\`.`,
  }),
  sleeps: (duration: string): Sentence => ({
    message: 'A command that sleeps is lost with the process that runs it; a wait is not.',
    hint: `Write \`wait: ${duration}\` in place of \`run\`.`,
  }),
  shortTimeout: (waits: string): Sentence => ({
    message: `The waits in here take ${waits}, so it can only fail by this timeout.`,
    hint: 'Write a longer `timeout`.',
  }),
  oneLook: (every: string): Sentence => ({
    message: `The second look would come after ${every}, when the time is already over.`,
    hint: 'Write a longer `timeout`, or a shorter `every`.',
  }),
  loneApprovers: (people: readonly string[], min: number): Sentence => ({
    message:
      people.length === 1
        ? `Only ${people[0]} could approve, and never a run that ${people[0]} starts.`
        : `${min} of ${people.join(', ')} must approve, and never the one who starts: a run that one of them starts stays without approval.`,
    hint: 'Add people to the groups in runbook.config.yml, or leave `not-starter` out.',
  }),
  emptyDefault: { message: 'Defaults of a plugin are a map of params.' },
  unknownGroup: (name: string, meant: string | undefined, known: readonly string[]): Sentence => ({
    message: `The configuration has no group \`${name}\`, so nobody could approve.`,
    hint:
      meant !== undefined
        ? `Did you mean \`${meant}\`?`
        : known.length > 0
          ? `There are: ${known.join(', ')}.`
          : 'Write `groups: {NAME: [people]}` in runbook.config.yml.',
  }),
  tooFewApprovers: (min: number, people: number): Sentence => ({
    message: `${min} people must approve, but the groups have only ${people}.`,
    hint: 'Lower `min`, or add people to the groups.',
  }),
  unknownCalendar: (name: string, meant: string | undefined): Sentence => ({
    message: `The configuration has no holiday calendar \`${name}\`.`,
    hint: meant === undefined ? `Write \`holidays: {${name}: {country: US}}\`, or its days, in runbook.config.yml.` : `Did you mean \`${meant}\`?`,
  }),
  unknownPlace: (what: 'country' | 'state' | 'region', name: string, around: string | undefined, known: readonly string[]): Sentence => ({
    message: `Nobody knows the holidays of the ${what} \`${name}\`${around === undefined ? '' : ` in ${around}`}.`,
    hint: known.length > 0 ? `Known: ${known.join(', ')}.` : `${around ?? 'The list'} has none: leave \`${what}\` out.`,
  }),
  foreignConnection: (name: string, has: string, wants: string): Sentence => ({
    message: `The connection \`${name}\` is one of ${has}, but the action belongs to ${wants}.`,
    hint: `Name a connection with \`plugin: ${wants}\`, or leave \`connection\` out.`,
  }),
  badDefault: (problem: string): Sentence => ({ message: `The default ${problem}.` }),
  badEnum: (problem: string): Sentence => ({ message: `This value of \`enum\` ${problem}.` }),
  badPattern: (problem: string): Sentence => ({ message: `This is no regular expression: ${problem}.` }),
  wrongLimit: (key: string, type: string): Sentence => ({
    message: `\`${key}\` says nothing about a value of type ${type}.`,
    hint: 'Remove it, or change the type.',
  }),
  reversed: (low: string, high: string): Sentence => ({ message: `\`${low}\` is larger than \`${high}\`: no value fits.` }),
};

/** Runbooks that name other runbooks. */
export const nestedMessages = {
  unknownRunbook: (name: string, meant: string | undefined, known: readonly string[]): Sentence => ({
    message: `There is no runbook \`${name}\`.`,
    hint: meant === undefined ? (known.length === 0 ? 'The folder holds no runbooks.' : `There are: ${known.join(', ')}.`) : `Did you mean \`${meant}\`?`,
  }),
  otherName: (name: string, file: string, real: string): Sentence => ({
    message: `There is no runbook \`${name}\`: ${file} is named \`${real}\`.`,
    hint: `Write \`${real}\`, or rename it.`,
  }),
  ambiguous: (name: string, files: readonly string[]): Sentence => ({
    message: `Several files are named \`${name}\`: ${files.join(', ')}.`,
    hint: 'Names of runbooks are unique: change `name:` in one of them.',
  }),
  cycle: (names: readonly string[]): Sentence => ({
    message: `These runbooks run each other without end: ${names.join(' -> ')}.`,
    hint: 'Leave one of these calls out.',
  }),
  unknownInput: (runbook: string, key: string, meant: string | undefined, known: readonly string[]): Sentence => ({
    message: `The runbook \`${runbook}\` has no input \`${key}\`.`,
    hint: meant === undefined ? (known.length === 0 ? 'It has none.' : `It has: ${known.join(', ')}.`) : `Did you mean \`${meant}\`?`,
  }),
  missingInput: (runbook: string, input: string): Sentence => ({
    message: `The runbook \`${runbook}\` needs the input \`${input}\`.`,
    hint: `Write it under \`with:\`.`,
  }),
  badInput: (input: string, problem: string): Sentence => ({ message: `\`${input}\` ${problem}.` }),
  nestedInvalid: (name: string): Sentence => ({ message: `The runbook \`${name}\` has errors of its own.` }),
  unreadable: (problem: string): Sentence => ({ message: `The file cannot be read: ${problem}.` }),
};

/** Values that a run is started with. */
export const inputMessages = {
  noValue: (flag: string): string => `\`${flag}\` is not of the form NAME=VALUE.`,
  unknown: (name: string, meant: string | undefined, known: readonly string[]): string =>
    `There is no input \`${name}\`. ${meant === undefined ? (known.length === 0 ? 'This runbook has none.' : `There are: ${known.join(', ')}.`) : `Did you mean \`${meant}\`?`}`,
  wrong: (name: string, problem: string): string => `\`${name}\` ${problem}.`,
  notJson: (type: string): string => `must be ${type === 'array' ? 'a list in JSON, such as \'["a", "b"]\'' : 'an object in JSON, such as \'{"a": 1}\''}`,
  notNumber: (type: string): string => `must be ${type === 'integer' ? 'a whole number' : 'a number'}`,
  notBoolean: 'must be true or false',
  badDefault: (problem: string): string => `has a default that cannot be used: ${problem}`,
  fileNotAMap: (file: string): string => `${file} must be a map of inputs.`,
};

/** `runbook.config.yml` and worlds. */
export const configMessages = {
  timeZone: (zone: string): Sentence => ({
    message: `There is no time zone \`${zone}\`.`,
    hint: 'Write a name such as America/New_York, Europe/Berlin or UTC.',
  }),
  reversedAbsence: { message: 'This absence ends before it begins.' },
  notAMap: (got: string): Sentence => ({ message: `This must be a map of keys, but it is ${got}.` }),
  noWorld: (file: string): Sentence => ({ message: `There is no world ${file}.`, hint: 'A rehearsal needs one beside the runbook: NAME.world.yml.' }),
  unknownStarter: (name: string): Sentence => ({ message: `\`${name}\` is not among the people of this world.`, hint: 'Add the person under `people:`.' }),
};
