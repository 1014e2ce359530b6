import { closed, type JsonSchema, listOf, text } from './parts.ts';

const DIALECT = 'https://json-schema.org/draft/2020-12/schema';
const ANY_MAP: JsonSchema = { type: 'object' };

/** The schema of a saved plan (`runbook plan -o FILE`): for programs that read one, and for `run --plan`. */
export function composePlanSchema(): JsonSchema {
  return { $schema: DIALECT, title: 'Saved plan', description: 'What a run is held to: `runbook run --plan FILE`.', ...planFileSchema() };
}

export function planFileSchema(): JsonSchema {
  return closed(
    {
      format: { const: 'runbook-plan', description: 'What this file is.' },
      v: { const: 1, description: 'Version of this format.' },
      hash: { type: 'string', pattern: '^[0-9a-f]{64}$', description: 'sha256 over all other keys as canonical JSON (sorted keys, no spaces).' },
      made: closed({ at: text('When, ISO time.'), by: text('Who.') }, ['at', 'by']),
      offline: { type: 'boolean', description: 'Made without reads; a run then plans without reads, too.' },
      rehearsal: { type: 'boolean', description: 'Made in a world; it can be run only there.' },
      override: { type: 'string', description: 'Reason for starting outside the window; empty when none.' },
      runbooks: mapOf(
        closed({ file: text('Its file.'), hash: text('sha256 of its text.'), text: { type: 'string', description: 'Its text.' } }, ['file', 'hash', 'text']),
      ),
      connections: { ...ANY_MAP, description: 'The connections that steps use, as configured; secrets stand in them by name.' },
      actions: mapOf({ type: 'integer', description: 'Version of the action.' }),
      plan: closed(
        {
          runbook: text('Name of the runbook.'),
          title: text('Its title.'),
          inputs: { ...ANY_MAP, description: 'All inputs, defaults filled in.' },
          missing: { type: 'array', maxItems: 0, description: 'Inputs without a value: a saved plan has none.' },
          targets: { type: 'array', items: { type: 'string' }, description: 'What a run locks.' },
          steps: listOf(STEP, 'Every step to the end, in order.'),
          failedReads: { type: 'integer', description: 'Reads that got no answer.' },
          atLeast: { type: 'number', description: 'Milliseconds that the waits alone take.' },
          usual: USUAL,
          notes: { type: 'array', items: { type: 'string' }, description: 'What concerns the whole plan.' },
        },
        ['runbook', 'title', 'inputs', 'missing', 'targets', 'steps', 'failedReads', 'atLeast', 'notes'],
      ),
    },
    ['format', 'v', 'hash', 'made', 'offline', 'rehearsal', 'override', 'runbooks', 'connections', 'actions', 'plan'],
  );
}

const USUAL: JsonSchema = { type: 'object', description: 'How long it took in earlier runs: `count`, `median`, `least`, `most`, milliseconds.' };

const EFFECT: JsonSchema = {
  type: 'object',
  required: ['does', 'to', 'data', 'says'],
  properties: {
    does: text('The verb: `git push`.'),
    to: text('To what.'),
    data: { description: 'Everything that is sent.' },
    says: text('For people.'),
  },
};

const STEP: JsonSchema = {
  type: 'object',
  required: ['path', 'name', 'kind', 'depth', 'list', 'verdict', 'effect', 'notes'],
  properties: {
    path: text('Its path: the ids from the root.'),
    name: text('Its name.'),
    kind: text('uses, run, wait, confirm, ...'),
    uses: text('The action.'),
    depth: { type: 'integer', description: 'Nesting, from 0.' },
    list: text('steps, on-failure, finally, or handler (the on-failure of a step).'),
    verdict: {
      enum: ['runs', 'skips', 'maybe', 'done', 'unreached'],
      description: 'Whether it runs: maybe where its `if` is not known yet, done where its check says so already.',
    },
    effect: { enum: ['read', 'change', 'opaque', 'none'], description: 'What it does to the world.' },
    condition: { ...ANY_MAP, description: 'Its `if`, with the causes where it is not known.' },
    work: { ...ANY_MAP, description: 'Params or command; what is not known yet reads `‹after step x›`.' },
    unknown: { type: 'array', items: { type: 'string' }, description: 'Causes of what is not known in it.' },
    effects: { type: 'array', items: EFFECT, description: 'What the change would do.' },
    read: { ...ANY_MAP, description: 'What a read said: `known`, `provisional` (for today), or `failed`; a run is held to `compared`.' },
    today: { const: true, description: 'A change comes before it: what it read or previewed is only for today.' },
    problem: text('What does not hold as of today.'),
    gate: { ...ANY_MAP, description: 'What a person is asked.' },
    poll: { ...ANY_MAP, description: 'What is looked at again, until when.' },
    wait: text('How long it waits.'),
    usual: USUAL,
    endsAt: text('When the wait ends at the earliest, ISO time.'),
    repeat: { ...ANY_MAP, description: 'While what it goes round again.' },
    notes: { type: 'array', items: { type: 'string' }, description: 'More about the step.' },
  },
};

function mapOf(values: JsonSchema): JsonSchema {
  return { type: 'object', additionalProperties: values };
}
