import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { stringify } from 'yaml';
import { STEP_KINDS } from '../../engine/core/runbook.ts';
import { keysByKind } from '../../engine/core/schema/checks.ts';
import { namedActions } from '../../engine/core/schema/actions.ts';
import { plugins } from '../../plugins/index.ts';
import { repository } from './cli.ts';
import { brokenFiles } from './fixtures.ts';

/** A file that somebody, or something, might have saved. */
export interface FuzzFile {
  readonly kind: 'runbook' | 'world' | 'test';
  readonly text: string;
}

/** Generated runbooks, and files that were damaged. */
export function anyFile(): fc.Arbitrary<FuzzFile> {
  const generated = generatedRunbook().map((text): FuzzFile => ({ kind: 'runbook', text }));
  return fc.oneof({ weight: 1, arbitrary: generated }, { weight: 2, arbitrary: damagedFile() });
}

/** A document of the right outline with anything in it: right, wrong, or in the wrong place. */
function generatedRunbook(): fc.Arbitrary<string> {
  const { steps } = fc.letrec(tie => ({
    step: fc.oneof(
      {
        weight: 3,
        arbitrary: fc.tuple(plausibleStep(), fc.dictionary(fc.constantFrom(...STEP_KEYS), tie('value'), { maxKeys: 2 })).map(([a, b]) => ({ ...a, ...b })),
      },
      { weight: 1, arbitrary: fc.dictionary(fc.constantFrom(...STEP_KEYS), tie('value'), { maxKeys: 6 }) },
    ),
    steps: fc.array(tie('step'), { maxLength: 4, depthIdentifier: 'steps' }),
    value: fc.oneof({ depthSize: 'small' }, scalar(), fc.array(scalar(), { maxLength: 3 }), fc.dictionary(word(), scalar(), { maxKeys: 3 }), tie('steps')),
  }));
  const more = fc.dictionary(
    fc.constantFrom(...TOP_KEYS),
    fc.oneof(scalar(), fc.dictionary(word(), fc.dictionary(word(), scalar(), { maxKeys: 3 }), { maxKeys: 3 })),
    { maxKeys: 3 },
  );
  return fc.tuple(steps, more).map(([list, extra]) => stringify({ version: 1, name: 'fuzz', title: 'Fuzz', steps: list, ...extra }));
}

function plausibleStep(): fc.Arbitrary<Readonly<Record<string, unknown>>> {
  const uses = fc.constantFrom(...namedActions(plugins)).map(({ name, action }) => ({ uses: name, with: action.examples[0]?.with ?? {} }));
  const others = fc.constantFrom<Readonly<Record<string, unknown>>>(
    { run: ['ls', '{{ inputs.a }}'] },
    { run: 'echo "$A" | cat' },
    { wait: '15m' },
    { confirm: 'Go?' },
    { manual: '- [ ] a' },
  );
  const id = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h');
  return fc.tuple(id, fc.oneof(uses, others)).map(([name, what]) => ({ id: name, ...what }));
}

/** A shipped file, or one of the broken ones, after a few damages. */
function damagedFile(): fc.Arbitrary<FuzzFile> {
  const damage = fc.tuple(fc.nat(), fc.nat(), fc.constantFrom(...DAMAGES), fc.constantFrom(...PIECES));
  return fc.tuple(fc.constantFrom(...originals()), fc.array(damage, { minLength: 1, maxLength: 4 })).map(([{ kind, text }, damages]) => ({
    kind,
    text: damages.reduce((now, [at, length, act, piece]) => act(now, at % (now.length + 1), length, piece), text),
  }));
}

type Damage = (text: string, at: number, length: number, piece: string) => string;

const DAMAGES: readonly Damage[] = [
  // Bytes.
  (text, at, _, piece) => text.slice(0, at) + piece + text.slice(at),
  (text, at, length) => text.slice(0, at) + text.slice(at + (length % 20)),
  (text, at, length) => text.slice(0, at) + String.fromCodePoint(length % 0xd7ff) + text.slice(at + 1),
  (text, at) => text.slice(0, at),
  // Lines and words.
  (text, at, length) => onLines(text, at, lines => lines.toSpliced(at % lines.length, 1 + (length % 3))),
  (text, at, length) => onLines(text, at, lines => lines.toSpliced(length % lines.length, 0, ...lines.slice(at % lines.length, (at % lines.length) + 4))),
  (text, at, length) => onLines(text, at, lines => lines.with(at % lines.length, ' '.repeat(length % 12) + (lines[at % lines.length] ?? '').trimStart())),
  (text, at, _, piece) => onLines(text, at, lines => lines.with(at % lines.length, (lines[at % lines.length] ?? '').replace(/[^:]*$/, ` ${piece}`))),
  (text, at, length) => {
    const words = text.match(/[\w.-]+/g) ?? [];
    return text.slice(0, at) + text.slice(at).replace(/[\w.-]+/, words[length % Math.max(1, words.length)] ?? '');
  },
];

function onLines(text: string, _at: number, change: (lines: readonly string[]) => readonly string[]): string {
  const lines = text.split('\n');
  return change(lines).join('\n');
}

let known: readonly FuzzFile[] | undefined;

/** Shipped files of each kind as often as all the broken ones together. */
function originals(): readonly FuzzFile[] {
  if (known) return known;
  const shipped = globSync('runbooks/**/*.yml', { cwd: repository }).map(file => {
    const [, kind = 'runbook'] = /\.(world|test)\.yml$/.exec(file) ?? [];
    return { kind: kind as FuzzFile['kind'], text: readFileSync(join(repository, file), 'utf8') };
  });
  const broken = brokenFiles(join(repository, 'test/load/fixtures')).flatMap(({ kind, files }) =>
    kind === 'config' ? [] : [{ kind, text: Object.values(files)[0] ?? '' }],
  );
  known = [...broken, ...Array.from({ length: Math.ceil(broken.length / shipped.length) }, () => shipped).flat()];
  return known;
}

const PIECES = [
  String.raw`{{¦}}¦{{ inputs.a }}¦${'$'}{{ x }}¦: ¦- ¦#¦ #x¦"¦'¦|¦>-¦&a ¦*a¦!x ¦%¦[¦]¦{¦}¦,¦?¦@¦\¦<<: *a¦__proto__: 1¦constructor¦null¦~¦yes¦1e999¦0x1F¦.inf¦15m¦(¦é😀`,
  "steps.a.outputs.x¦inputs.a == 'b' && !(now > now)¦l.map(i, i.map(j, j.map(k, k)))¦''.matches('(a+)+$')¦999999999999d¦---\n¦\n¦\t¦\u0000¦\u2028¦\ufeff",
  `${'9'.repeat(40)}¦${'('.repeat(60)}`,
].flatMap(list => list.split('¦'));

function scalar(): fc.Arbitrary<unknown> {
  return fc.oneof(fc.constantFrom<unknown>(...PIECES, null, true, false, 0, -1, 1.5, 1e300), fc.string({ maxLength: 12 }), fc.integer());
}

function word(): fc.Arbitrary<string> {
  return fc.constantFrom(
    'a',
    'b',
    'type',
    'default',
    'env',
    'until',
    'every',
    'by',
    'min',
    'uses',
    'run',
    'with',
    'that',
    'message',
    'runbook',
    'while',
    'at-most',
    'Ä',
  );
}

const STEP_KEYS = [
  ...new Set([
    ...STEP_KINDS.flatMap(kind => [...keysByKind()[kind]]),
    'id',
    'name',
    'if',
    'check',
    'verify',
    'retry',
    'timeout',
    'outputs',
    'foreach',
    'as',
    'on-failure',
    'when',
  ]),
];
const TOP_KEYS = ['inputs', 'target', 'secrets', 'defaults', 'window', 'finally', 'on-failure', 'rollback', 'outputs', 'description', 'jobs', 'during-freeze'];
