import type { StandIns } from '../load-stand-ins.ts';
import { VERSION } from './runbook-keys.ts';
import { closed, label, mapOf, plainDuration, text, type JsonSchema } from './parts.ts';

/** A world file: its own keys, then one part a plugin whose stand-in has a schema. */
export function worldSchema(standIns: StandIns): JsonSchema {
  const parts = Object.entries(standIns).map(([plugin, standIn]) => [plugin, standIn.schema] as const);
  return closed({ ...worldKeys(standIns), ...Object.fromEntries(parts) }, ['version', 'name', 'title', 'clock', 'starter', 'people']);
}

/** A map whose keys are names of files. */
function byFile(values: JsonSchema, description: string): JsonSchema {
  const patternErrorMessage = 'must be a plain file name: letters, digits, `.`, `_`, `-`';
  return { ...mapOf(values, description), propertyNames: { type: 'string', pattern: '^[A-Za-z0-9][A-Za-z0-9_.-]*$', patternErrorMessage } };
}

function worldKeys(standIns: StandIns): Readonly<Record<string, JsonSchema>> {
  return {
    version: VERSION,
    name: label('Name of the world.'),
    title: text('One line for people: what the world is like.'),
    description: text('What a person should know about it.'),
    clock: {
      ...text('When the rehearsal begins.', '2026-03-10T10:00:00-04:00'),
      pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d(:\\d\\d)?(Z|[+-]\\d\\d:\\d\\d)$',
      patternErrorMessage: 'must be a time such as 2026-03-10T10:00:00-04:00',
    },
    starter: text('The person who starts the run.'),
    people: {
      type: 'object',
      description: 'People with their groups.',
      additionalProperties: { type: 'array', items: label('A group.'), description: 'Groups of the person.' },
    },
    inputs: { type: 'object', description: "The runbook's inputs; templates may name the stand-ins: `{{ git.identity_pki.clone }}`." },
    answers: { type: 'object', description: 'Answers to questions under `--yes`, by step id or path.' },
    faults: mapOf(faultSchema(standIns), 'What goes wrong, by name: `--fault NAME`.'),
    programs: { ...closed(programs(standIns)), description: 'Small programs put first on PATH.' },
    scripts: byFile(
      text('What the program does, for `sh -eu`; its words are `$1`, `$2` and `$*`.', 'cat "$HOME/role"'),
      'Programs of your own put first on PATH, by name: what a runbook starts and the world must not really do. What they must remember stands in files of $HOME.',
    ),
    files: byFile(
      text('What stands in it.', 'primary'),
      'Files in $HOME when the rehearsal begins, by name; a fault may change them, a test may ask for them: `files.role`.',
    ),
  };
}

/** One fault: when it happens, and what it does to which stand-in. */
export function faultSchema(standIns: StandIns): JsonSchema {
  const when = closed({ step: text('The path of a step, or a unique trailing part of one.'), after: plainDuration('So long after the step began.', '5m') }, [
    'step',
  ]);
  const files = byFile(text('What stands in it then.'), 'Files in $HOME that change.');
  const parts = Object.entries(standIns).map(([plugin, standIn]) => [plugin, { description: `What ${plugin} does wrong.`, ...standIn.faults }] as const);
  return {
    ...closed({ when: { ...when, description: 'When it happens. Default: at once.' }, files, ...Object.fromEntries(parts) }),
    description: 'One fault.',
  };
}

function programs(standIns: StandIns): Readonly<Record<string, JsonSchema>> {
  const all = Object.values(standIns).flatMap(standIn => Object.entries(standIn.programs ?? {}));
  return Object.fromEntries(all.map(([name, program]) => [name, { description: `How \`${name}\` behaves.`, ...program.schema }]));
}
