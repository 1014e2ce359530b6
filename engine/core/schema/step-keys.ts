import type { StepKind } from '../runbook.ts';
import { ASK_FIELDS } from './fields.ts';
import { closed, duration, environment, expression, flag, label, listOf, mapOf, named, oneOfTexts, text, type JsonSchema } from './parts.ts';

/** What differs between the schema that editors read and the one that checks a single step: how deep it goes. */
export interface Depth {
  /** A list of steps. */
  readonly steps: JsonSchema;
  /** A reading step inside `check` or `verify`. */
  readonly reading: JsonSchema;
}

type Keys = Readonly<Record<string, JsonSchema>>;

/** Keys that any step may have. */
export function commonKeys({ steps, reading }: Depth): Keys {
  return {
    id: named('Unique in the runbook. Conditions, templates and the command line name the step by it.', 'cut_branch'),
    name: text('One line for people: what the step does.', 'Cut the release branch'),
    description: text('What a person should know about it: why, what to look at.'),
    if: expression('The step is skipped where this does not hold.', "inputs.release == 'full'", 'steps.probe.outputs.conflict'),
    timeout: duration('The longest that the step may take; for a gate, how long it stays open.', '10m', '4h'),
    retry: {
      ...closed(
        {
          attempts: { type: 'integer', minimum: 1, maximum: 100, description: 'All tries, the first included.' },
          delay: duration('Time before the next try.', '10s'),
          factor: { type: 'number', minimum: 1, maximum: 10, description: 'The delay grows by this factor. Default: 1.' },
        },
        ['attempts', 'delay'],
      ),
      description: 'Tries again after a failure. A change whose outcome is unknown is settled by its check first.',
      examples: [{ attempts: 3, delay: '10s' }],
    },
    check: {
      description: 'Is it already done? An expression, or a reading step: `run` exit 0 = done, 1 = not done; `uses` with its `verify`.',
      anyOf: [expression('Holds where it is already done.'), reading],
    },
    verify: {
      description: 'Did it really work? An expression, a list of `{that, message}`, or a reading step.',
      anyOf: [
        expression('Holds where it worked.', 'outputs.status == 200'),
        listOf(
          closed(
            { that: expression('Must hold.', 'outputs.exit_code == 0'), message: text('What to tell where it does not hold.', 'Do not go on. Ask on-call.') },
            ['that', 'message'],
          ),
          'Conditions that must all hold.',
        ),
        reading,
      ],
    },
    message: text('What to tell where `verify` does not hold, somebody says no, or `timeout` or `repeat` is used up: what it means, what to do.'),
    override: oneOfTexts('Whether a person may accept a failed `verify`.', { reason: 'Yes, with a recorded reason (the default).', never: 'No.' }),
    outputs: mapOf(
      expression('A value computed from `outputs`.'),
      'Named values added to the outputs, in order, before `until` and `verify`: each a CEL expression; `now` is the time at which it came out.',
    ),
    'on-failure': {
      description: 'What a failure means: `stop` (default), `warn` (go on, listed as incomplete), `rollback`, or steps to run.',
      anyOf: [
        oneOfTexts('', { stop: 'The run stops (the default).', warn: 'The run goes on, and lists the step as incomplete.', rollback: 'The rollback begins.' }),
        steps,
      ],
    },
    show: listOf(text('A text or an address.'), 'Shown to the person who decides, and part of what is approved.'),
    foreach: expression('The list over which the step is repeated; each pass reads its element as `item`.', 'inputs.servers'),
    as: named('Another name for `item`.'),
  };
}

const CONNECTION: Keys = {
  connection: label("Name of a connection of runbook.config.yml. Default: the plugin's name."),
  interrupted: oneOfTexts('What to do where the outcome was lost.', { rerun: 'Do it again.', check: 'Ask its check.', ask: 'Ask a person.' }),
};

const POLL: Keys = {
  until: expression('Looks again, `every` so often, until this holds. Whether the end is good is for `verify` to say.', "outputs.status == 'ready'"),
  every: duration('Time between two looks.', '30s'),
};

const RUN_PLACE: Keys = {
  cwd: text('Folder in which the command runs; relative to the folder of runbook.config.yml.'),
  env: environment('Environment of the command. The one safe way to hand a value to a shell: `env: { REPO: "{{ inputs.repo }}" }` and `"$REPO"`.'),
  'exit-codes': listOf({ type: 'integer', minimum: 0, maximum: 255 }, 'Exit codes that count as success. Default: [0].'),
};

const RUN: JsonSchema = {
  description: 'A command: a list of arguments, each rendered by itself; or a text for `sh -eu`, in which templates are not allowed (use `env`).',
  anyOf: [text('A shell script.'), listOf({ type: 'string' }, 'The arguments.')],
  examples: [['aws', 'sts', 'get-caller-identity']],
};

const WITH: JsonSchema = { type: 'object', description: 'Its params; each may be a template.' };

/** Keys of one kind beside the common ones. The kind's own key comes first and is required. */
export function kindKeys(kind: StepKind, { steps }: Depth): Keys {
  const BY_KIND: Readonly<Record<StepKind, Keys>> = {
    uses: {
      uses: text('The action: `plugin.verb`.'),
      with: WITH,
      manual: text('What to do by hand where the connection does not exist.'),
      ...CONNECTION,
      ...POLL,
    },
    run: {
      run: RUN,
      effect: oneOfTexts('What the command does to the world.', {
        read: 'It only looks: a plan may run it.',
        change: 'It changes something.',
        opaque: 'Nobody knows (the default).',
      }),
      interactive: flag('The command talks to the person: it gets the terminal.'),
      ...RUN_PLACE,
      ...CONNECTION,
      ...POLL,
    },
    wait: { wait: WAIT },
    confirm: { confirm: text('A question that a person answers with yes or no.', 'Does production look healthy?') },
    approve: { approve: APPROVE },
    manual: { manual: text('What a person does by hand; `- [ ]` lines are ticked one by one.', '- [ ] Watch the dashboards') },
    ask: { ask: ASK_FIELDS },
    stop: { stop: STOP },
    freeze: { freeze: FREEZE },
    unfreeze: { unfreeze: UNFREEZE },
    parallel: { parallel: { ...steps, description: 'Steps that run side by side.' } },
    steps: {
      steps: { ...steps, description: 'A group: steps that run one after the other.' },
      repeat: {
        ...closed(
          {
            while: expression('Goes round again while this holds.'),
            'at-most': { type: 'integer', minimum: 1, maximum: 1_000, description: 'The largest number of passes.' },
          },
          ['while', 'at-most'],
        ),
        description: 'Repeats the group.',
      },
      'no-stop': text('Why a freeze must not stop the run inside this group.'),
    },
    runbook: { runbook: label('Name of the runbook that runs as this step.'), with: { type: 'object', description: 'Its inputs; each may be a template.' } },
  };
  return BY_KIND[kind];
}

/** Keys of a reading step inside `check` or `verify`. */
export function readingKeys(kind: 'uses' | 'run'): Keys {
  const { connection } = CONNECTION as { readonly connection: JsonSchema };
  const shared = {
    connection,
    outputs: mapOf(expression('A value computed from `outputs`.'), 'Named values added to what it returns.'),
    verify: expression('Whether what was read is good.'),
  };
  return kind === 'uses' ? { uses: text('The reading action.'), with: WITH, ...shared } : { run: RUN, ...RUN_PLACE, ...shared };
}

const WAIT: JsonSchema = {
  description: 'Waits for a time, or until a condition holds.',
  anyOf: [
    ...(duration('').anyOf as readonly JsonSchema[]),
    closed(
      {
        until: expression('Waits until this holds.', 'target.open'),
        every: duration('Time between two looks.', '1m'),
        timeout: duration('The longest wait.', '72h'),
      },
      ['until', 'every'],
    ),
  ],
  examples: ['15m', { until: 'target.open', every: '1m', timeout: '72h' }],
};

const APPROVE: JsonSchema = {
  ...closed(
    {
      by: listOf(label('Name of an approver group of runbook.config.yml.'), 'Groups whose people may approve.'),
      min: { type: 'integer', minimum: 1, maximum: 20, description: 'How many people must approve. Default: 1.' },
      'not-starter': flag('The person who started the run does not count. Default: false.'),
    },
    ['by'],
  ),
  description: 'Waits for an approval. It counts for exactly what was shown.',
  examples: [{ by: ['deployers'], min: 1, 'not-starter': true }],
};

const OUTCOMES = { succeeded: 'There is nothing left to do.', failed: 'It cannot go on.', cancelled: 'It is not wanted any more.' };

const STOP: JsonSchema = {
  ...closed({ as: oneOfTexts('How the run ends.', OUTCOMES), reason: text('Why.', 'Nothing to release') }, ['as', 'reason']),
  description: 'Ends the run here.',
  examples: [{ as: 'succeeded', reason: 'Nothing to release' }],
};

const FREEZE: JsonSchema = {
  ...closed(
    {
      target: text("What must not be changed. Default: the runbook's target."),
      reason: text('Why; others read it.'),
      until: text('When it ends by itself.', '2026-03-10T17:00'),
    },
    ['reason'],
  ),
  description: 'Records that a target must not be changed.',
};

const UNFREEZE: JsonSchema = {
  ...closed({ target: text("Default: the runbook's target."), reason: text('Why it may be changed again.') }),
  description: 'Takes a freeze back.',
};
