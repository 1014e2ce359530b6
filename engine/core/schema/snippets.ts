import type { Action } from '../action.ts';
import { flowText, scalarText } from '../flow-text.ts';
import { STEP_KINDS, type StepKind } from '../runbook.ts';
import type { JsonSchema } from './parts.ts';

/** What an author gets for a few letters: an entry of `defaultSnippets`. `sortText` puts it before single keys. */
interface Snippet {
  readonly label: string;
  readonly description: string;
  readonly sortText: string;
  readonly body: unknown;
}

/** A whole step of each kind, then a whole step with each action: where a step begins. */
export function stepSnippets(actions: readonly { readonly name: string; readonly action: Action }[]): readonly Snippet[] {
  return [
    ...STEP_KINDS.map((kind, index) => snippet(`${kind} step`, ABOUT[kind], `0${String(index).padStart(2, '0')}`, { id: '$1', ...BODIES[kind] })),
    snippet('poll step', 'Looks again and again until something holds', '099', { id: '$1', ...POLL }),
    ...actions.map(({ name, action }) => snippet(`${name} step`, action.summary, `1${name}`, { id: '$1', name: '$2', uses: name, ...exampleOf(action) })),
  ];
}

/** The examples of an action, by their titles: its whole params. */
export function exampleParams({ summary, examples }: Action): readonly Snippet[] {
  return examples.map(({ title, with: params }, index) => snippet(title, summary, `0${index}`, literal(params)));
}

/** The same for a step that has no params yet. */
export function examplesWith(action: Action): readonly Snippet[] {
  return exampleParams(action).map(one => ({ ...one, body: { with: one.body } }));
}

/** Examples that are maps, as values to choose. */
export function exampleSnippets(examples: readonly JsonSchema[]): readonly Snippet[] {
  return examples.map((example, index) => snippet(flowText(example), 'An example.', `0${index}`, literal(example)));
}

/** A description with its examples below it, for those who hover. */
export function withExamples(description: string, examples: readonly JsonSchema[]): string {
  return [description, ...examples.map(example => `\`\`\`yaml\n${block(example)}\n\`\`\``)].join('\n\n');
}

const ABOUT: Readonly<Record<StepKind, string>> = {
  uses: 'Uses an action of a plugin',
  run: 'Runs a command',
  wait: 'Waits for a time',
  confirm: 'Asks a person yes or no',
  approve: 'Waits for an approval',
  manual: 'A person does something by hand',
  ask: 'Asks a person for values',
  stop: 'Ends the run here',
  freeze: 'Records that a target must not be changed',
  unfreeze: 'Takes a freeze back',
  parallel: 'Steps side by side',
  steps: 'A group of steps',
  runbook: 'Runs another runbook',
};

const BODIES: Readonly<Record<StepKind, object>> = {
  uses: { name: '$2', uses: '$3' },
  run: { name: '$2', run: ['$3'], effect: '${4|read,change,opaque|}' },
  wait: { wait: '${2:15m}' },
  confirm: { confirm: '$2' },
  approve: { name: '$2', approve: { by: ['$3'] }, show: ['$4'] },
  manual: { manual: '$2' },
  ask: { ask: { '${2:name}': { type: '${3|string,integer,number,boolean,array,object|}', description: '$4' } } },
  stop: { if: '$2', stop: { as: '${3|succeeded,failed,cancelled|}', reason: '$4' } },
  freeze: { freeze: { reason: '$2' } },
  unfreeze: { unfreeze: { reason: '$2' } },
  parallel: {
    parallel: [
      { id: '$2', uses: '$3' },
      { id: '$4', uses: '$5' },
    ],
  },
  steps: { name: '$2', steps: [{ id: '$3', uses: '$4' }] },
  runbook: { name: '$2', runbook: '$3' },
};

const POLL = { name: '$2', uses: '$3', until: '$4', every: '${5:30s}', timeout: '${6:10m}' };

function snippet(label: string, description: string, sortText: string, body: unknown): Snippet {
  return { label, description, sortText, body };
}

function exampleOf({ examples: [first] }: Action): object {
  return first === undefined || Object.keys(first.with).length === 0 ? {} : { with: literal(first.with) };
}

/** Lists of lists or maps, and what is empty, in one line: editors indent the former wrongly, and drop the latter. Texts as YAML wants them, and without a meaning for editors, which read `$1` and `${1:x}` as places to fill in. */
function literal(value: unknown): unknown {
  if (typeof value === 'string') return written(scalarText(value));
  if (typeof value !== 'object' || value === null) return value;
  if (Object.keys(value).length === 0) return written(flowText(value));
  if (Array.isArray(value)) return value.some(item => typeof item === 'object') ? written(flowText(value)) : value.map(literal);
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, literal(one)]));
}

/** The outermost map in lines. */
function block(value: JsonSchema): string {
  return Object.entries(value)
    .map(([key, one]) => `${key}: ${flowText(one)}`)
    .join('\n');
}

function written(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('$', '\\$').replace(/^\^/, '^^');
}
