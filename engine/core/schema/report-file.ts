import { closed, type JsonSchema, text } from './parts.ts';

const DIALECT = 'https://json-schema.org/draft/2020-12/schema';
const ANY_MAP: JsonSchema = { type: 'object' };

/** The schema of `runbook report RUN --json`: for programs that keep or check reports. */
export function composeReportSchema(): JsonSchema {
  return {
    $schema: DIALECT,
    title: 'Report of a run',
    description: 'What `runbook report RUN --json` prints. Times are ISO, lengths milliseconds, secrets by name alone.',
    ...closed(KEYS, REQUIRED),
  };
}

function table(description: string, columns: Readonly<Record<string, JsonSchema>>, required: readonly string[]): JsonSchema {
  return { type: 'array', description, items: closed(columns, required) };
}

const STEP = text('Path of the step.');
const AT = text('When.');
const TEXTS: JsonSchema = { type: 'array', items: { type: 'string' } };
const HASH: JsonSchema = { type: 'string', pattern: '^[0-9a-f]{64}$' };

const OTHER_RUN: JsonSchema = closed({ run: text('Run id.'), status: text('Its status.'), starter: text('Who.'), started: AT, ended: AT, failure: ANY_MAP }, [
  'run',
  'status',
  'starter',
  'started',
]);

const REPORTED_STEP = {
  path: STEP,
  name: text('Its name.'),
  kind: text('uses, run, wait, confirm, ...'),
  uses: text('The action.'),
  status: text('pending running waiting succeeded skipped failed unknown cancelled.'),
  attempts: { type: 'integer', description: 'Its last attempt.' },
  started: AT,
  ended: AT,
  took: { type: 'number', description: 'Milliseconds.' },
  usual: { ...ANY_MAP, description: 'How long it took in earlier runs: `count`, `median`, `least`, `most`, milliseconds.' },
  work: { ...ANY_MAP, description: 'Params or command as they were handed to the executor.' },
  effects: { ...TEXTS, description: 'What it was about to change, as previewed.' },
  outputs: { ...ANY_MAP, description: 'What came out.' },
  failure: { ...ANY_MAP, description: '`code`, `message`, `hint`.' },
  reason: { type: 'string', description: 'Why it was skipped, overridden or found done.' },
  overridden: { const: true, description: 'A person accepted its failed guard.' },
  looks: { type: 'integer', description: 'How often a poll looked.' },
  log: {
    ...closed({ lines: TEXTS, cut: { type: 'integer' } }, ['lines', 'cut']),
    description: 'The last lines that it printed; `cut`: how many are left out.',
  },
} satisfies Record<string, JsonSchema>;

const KEYS: Readonly<Record<string, JsonSchema>> = {
  format: { const: 'runbook-report', description: 'What this is.' },
  v: { const: 1, description: 'Version of this format.' },
  run: text('Run id.'),
  runbook: closed({ name: text('Name.'), title: text('Title.'), file: { type: 'string' }, hash: { type: 'string', description: 'sha256 of its text.' } }, [
    'name',
    'title',
    'file',
    'hash',
  ]),
  rehearsal: { type: 'boolean', description: 'Whether it ran in a world.' },
  status: text('pending running waiting succeeded failed cancelled.'),
  starter: text('Login name of who started it: stated, not proved.'),
  started: AT,
  ended: AT,
  took: { type: 'number', description: 'Milliseconds.' },
  targets: { ...TEXTS, description: 'What it locked.' },
  timeZone: text('Of its texts.'),
  inputs: { ...ANY_MAP, description: 'Its inputs.' },
  outputs: { ...ANY_MAP, description: 'Its outputs.' },
  override: { type: 'string', description: 'Reason for starting outside the window; empty when none.' },
  failure: { ...ANY_MAP, description: 'The failure that ended it: `step`, `name`, `code`, `message`, `hint`.' },
  rollback: { ...ANY_MAP, description: 'The rollback that it asks for: `runbook`, `inputs`.' },
  rolledBackBy: { ...OTHER_RUN, description: 'The run that rolls it back, as it stood when the report was made.' },
  rollbackOf: { ...OTHER_RUN, description: 'The run that it rolls back.' },
  incomplete: { ...TEXTS, description: 'Steps that failed without stopping it.' },
  plan: { ...ANY_MAP, description: 'The saved plan that it was held to: `hash`, `made`, `by`, `accepted` (`reason`, `differences`).' },
  fidelity: { ...ANY_MAP, description: '`asPlanned`, `resolvedLate` with causes, `drift`, `asPreviewed`.' },
  changes: table('What it changed, in order.', { step: STEP, at: AT, does: text('The verb.'), to: { type: 'string' }, says: text('For people.') }, [
    'step',
    'at',
    'does',
    'to',
    'says',
  ]),
  decisions: table(
    'Every question with its answer; one that is open has no `decision`.',
    {
      step: STEP,
      name: text('Its name.'),
      kind: text('Kind of the gate.'),
      asked: { type: 'string' },
      shown: TEXTS,
      openedAt: AT,
      decision: text('The answer.'),
      by: text('Who.'),
      at: AT,
      note: { type: 'string' },
      answers: { ...ANY_MAP, description: 'What was answered, by question.' },
    },
    ['step', 'name', 'kind', 'asked', 'shown', 'openedAt'],
  ),
  interventions: table('What people told it beside its questions.', { at: AT, by: text('Who.'), what: text('What.'), step: STEP, reason: { type: 'string' } }, [
    'at',
    'by',
    'what',
  ]),
  recoveries: table('Tries that failed and were made again, lost outcomes, and what came of them.', { at: AT, step: STEP, what: text('What.') }, [
    'at',
    'step',
    'what',
  ]),
  drives: table(
    'The processes that drove it, one after the other; one that died has no `until`.',
    { at: AT, by: text('Who.'), from: text('Terminal, process and machine.'), tookOver: { const: true }, until: AT, left: text('Why it left.') },
    ['at', 'by', 'from'],
  ),
  steps: table('Every step that was reached, in order.', REPORTED_STEP, ['path', 'name', 'kind', 'status', 'attempts']),
  timeline: table('The journal in words.', { at: AT, seq: { type: 'integer' }, text: { type: 'string' } }, ['at', 'seq', 'text']),
  evidence: closed(
    {
      head: { ...HASH, description: 'Over rows and logs: what `verify --head` takes.' },
      entries: { type: 'integer', description: 'Journal entries.' },
      chain: { type: 'string', description: 'Last link of their hash chain.' },
      rows: { ...HASH, description: 'Over all rows of the run.' },
      logs: { ...HASH, description: 'Over its log files.' },
      brokenAt: { type: 'integer', description: 'The first journal entry that does not fit.' },
    },
    ['head', 'entries', 'chain', 'rows', 'logs'],
  ),
};

const OPTIONAL = ['ended', 'failure', 'rollback', 'rolledBackBy', 'rollbackOf', 'plan'];
const REQUIRED = Object.keys(KEYS).filter(key => !OPTIONAL.includes(key));
