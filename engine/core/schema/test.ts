import { VERSION } from './runbook-keys.ts';
import { closed, expression, label, listOf, oneOfTexts, plainDuration, text, without, type JsonSchema } from './parts.ts';
import type { StandIns } from '../load-stand-ins.ts';
import { faultSchema } from './world.ts';

/** A test file: cases of one runbook, each in a world of its own. */
export function testSchema(standIns: StandIns): JsonSchema {
  const keys = {
    version: VERSION,
    runbook: label('Name of the runbook, which stands beside this file.'),
    cases: listOf({ ...caseSchema(standIns), description: 'One case.' }, 'The cases. Each is a rehearsal in a fresh world, without a person.'),
  };
  return closed(keys, ['version', 'runbook', 'cases']);
}

const STEP = 'A path of a step, or a unique trailing part of one.';

function caseSchema(standIns: StandIns): JsonSchema {
  const jump = closed({ step: text(STEP), by: plainDuration('How far the clock jumps.', '5h') }, ['step', 'by']);
  const fault = { description: 'A fault of the world by name, or one written out.', anyOf: [text('A name.', 'slack_down'), faultSchema(standIns)] };
  return closed(
    {
      name: text('What the case shows, as a sentence.', 'A full release goes through'),
      world: text('File of its world, beside this one. Default: that of the runbook.', 'two-fleets.world.yml'),
      inputs: { type: 'object', description: "The runbook's inputs, instead of those of the world." },
      answers: {
        type: 'object',
        description:
          'Answers by step; of a step that fails `retry`, `look`, `fail`, `{skip: REASON}`, `{done: REASON}`. A gate without an answer fails the case, a failure without one is as where nobody attends.',
        examples: [{ go: { approve: 'ben' } }],
      },
      override: text('Reason for starting outside the window.'),
      faults: listOf(fault, 'What goes wrong.'),
      jumps: listOf({ ...jump, description: 'One jump.' }, 'The clock jumps when a step begins, as if nobody had looked for so long: gates expire.'),
      kill: oneOfTexts('When the engine dies; each time the run is resumed.', {
        'every-commit': 'Once before every commit: what was being done is settled, by its check or by an answer `done`, `redo` or `fail`.',
      }),
      hangup: oneOfTexts('When the terminal is closed; each time the run is resumed.', {
        'every-step': 'Once in every step: what runs is finished, nothing more begins, and the run is parked.',
      }),
      expect: { ...closed({ ...expectKeys(), rollback: ROLLBACK }, ['status']), description: 'What must hold once the run has ended.' },
    },
    ['name', 'expect'],
  );
}

function expectKeys(): Readonly<Record<string, JsonSchema>> {
  return {
    status: oneOfTexts('How the run ends.', { succeeded: 'It came to its end.', failed: 'A step failed.', cancelled: 'It was stopped as cancelled.' }),
    steps: perStep(oneOfTexts('Status of the step.', STATUSES), 'Statuses by step; of several passes the last.', { merge: 'succeeded' }),
    outputs: perStep({ type: 'object', description: 'Outputs that must be equal.' }, 'Outputs by step. Those not named do not matter.', {
      last: { next: '112' },
    }),
    passes: perStep({ type: 'integer', minimum: 0, description: 'How often it went round.' }, 'By group with `repeat`.', { promote: 2 }),
    effects: {
      description: 'Changes, by action or by step: a list in their order, others allowed between; or a map of how often each.',
      anyOf: [
        listOf(text('An action or a step.'), 'In this order.'),
        { type: 'object', description: 'How often each.', additionalProperties: { type: 'integer', minimum: 0, description: 'How often.' } },
      ],
      examples: [['git.branch', 'gitlab.merge'], { 'gitlab.merge': 0 }],
    },
    takes: {
      ...closed({ 'at-least': plainDuration('The least.', '1h15m'), 'at-most': plainDuration('The most.', '3h') }),
      minProperties: 1,
      description: "How long the run takes, by the world's clock.",
    },
    messages: listOf(text('A text.'), 'Texts that the terminal shows during the run or at its end.'),
    world: listOf(
      expression('A condition over the stand-ins at the end, and `steps`, `inputs`, `run`.', 'slack.channels.ops.size() == 2'),
      'Conditions on the world as it is in the end.',
    ),
  };
}

/** What can be said of the run that rolls back; the time, the texts and the world are those of both. */
function rollbackKeys(): Readonly<Record<string, JsonSchema>> {
  return ['takes', 'messages', 'world'].reduce(without<JsonSchema>, expectKeys());
}

function perStep(value: JsonSchema, description: string, example: object): JsonSchema {
  return { type: 'object', description, additionalProperties: value, examples: [example] };
}

const STATUSES = {
  succeeded: 'It did what it should, or was done already.',
  failed: 'It failed, whether the run went on or not.',
  skipped: 'Its `if` did not hold.',
  cancelled: 'It was ended from outside.',
  pending: 'It was never reached.',
};

const ROLLBACK: JsonSchema = {
  ...closed(rollbackKeys(), ['status']),
  description: 'The rollback takes over when the run fails (`on-failure: rollback`), is driven by the same answers and faults, and ends so.',
  examples: [{ status: 'succeeded', effects: ['git.revert'] }],
};
