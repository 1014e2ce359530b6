import { describe, expect, test } from 'vitest';
import { listRunbooks } from '../../engine/load/find-runbook.ts';
import { loadRunbook } from '../../engine/load/load-runbook.ts';
import { demoPlugins } from '../support/demo-plugins.ts';
import { EMPTY_CONFIG, folderWith, linesOf, loadFiles, withSteps } from '../support/load-files.ts';

const runbook = (name: string, steps = '  - { id: a, run: [x] }', more = '') => withSteps(steps, more).replace('name: sample', `name: ${name}`);

function load(nameOrFile: string, files: Readonly<Record<string, string>>) {
  return loadRunbook(nameOrFile, { dir: 'runbooks', cwd: folderWith(files), plugins: demoPlugins, config: EMPTY_CONFIG });
}

describe('a runbook is found', () => {
  const files = { 'runbooks/deploy.yml': runbook('deploy'), 'runbooks/other-file.yml': runbook('roll-back'), 'apart/x.yml': runbook('apart') };
  test.each([
    ['by the name of its file', 'deploy', 'deploy', 'runbooks/deploy.yml'],
    ['by the name that it gives itself', 'roll-back', 'roll-back', 'runbooks/other-file.yml'],
    ['by its path', 'apart/x.yml', 'apart', 'apart/x.yml'],
  ])('%s', (_title, given, name, file) => {
    expect(load(given, files)).toMatchObject({ status: 'ok', name, runbooks: { [name]: { file } }, diagnostics: [] });
  });

  test('and where it is not, the nearest name is told', () => {
    expect(linesOf(load('delpoy', files).diagnostics)).toEqual(['delpoy:1:1 error unknown-runbook: There is no runbook `delpoy`. -> Did you mean `deploy`?']);
    expect(linesOf(load('nothing-like-it', files).diagnostics)).toEqual([
      'nothing-like-it:1:1 error unknown-runbook: There is no runbook `nothing-like-it`. -> There are: deploy, roll-back.',
    ]);
    expect(linesOf(load('./no.yml', files).diagnostics)).toEqual(['no.yml:1:1 error unreadable: The file cannot be read: it does not exist.']);
    expect(linesOf(load('./runbooks', files).diagnostics)).toEqual(['runbooks:1:1 error unreadable: The file cannot be read: it is not a file.']);
  });

  test('unless two files give themselves its name', () => {
    const result = load('same', { 'runbooks/a.yml': runbook('same'), 'runbooks/b.yml': runbook('same') });
    expect(linesOf(result.diagnostics)).toEqual([
      'same:1:1 error ambiguous-runbook: Several files are named `same`: runbooks/a.yml, runbooks/b.yml. -> Names of runbooks are unique: change `name:` in one of them.',
    ]);
  });
});

test('the runbooks of a folder are listed without worlds, tests and what is none', () => {
  const folder = folderWith({
    'r/b.yml': runbook('b'),
    'r/a.yml': runbook('z'),
    'r/b.world.yml': 'version: 1',
    'r/b.test.yml': 'version: 1',
    'r/c.yml': '{{',
    'r/d.yml': 'a: 1',
    'r/README.md': '',
  });
  expect(listRunbooks('r', folder)).toEqual([
    { file: 'r/b.yml', name: 'b', title: 'A sample' },
    { file: 'r/a.yml', name: 'z', title: 'A sample' },
  ]);
  expect(listRunbooks('nowhere', folder)).toEqual([]);
});

describe('nested runbooks', () => {
  const inner = runbook('inner', undefined, 'inputs: { sha: { type: string, pattern: "^[0-9a-f]+$" }, n: { type: integer, default: 1 } }');

  test('are loaded with the outermost, which comes first', () => {
    const outer = runbook('outer', '  - { id: a, runbook: inner, with: { sha: abc } }', 'rollback: { runbook: back, with: { n: 2 } }');
    const result = loadFiles({ 'a.yml': outer, 'i.yml': inner, 'b.yml': runbook('back', undefined, 'inputs: { n: { type: integer }, m: { type: string } }') });
    expect(linesOf(result.diagnostics)).toEqual([]);
    expect(result.status === 'ok' && Object.keys(result.runbooks)).toEqual(['outer', 'inner', 'back']);
  });

  test('are given what their inputs want', () => {
    const steps = [
      '  - { id: a, runbook: inner }',
      '  - { id: b, runbook: inner, with: { sah: abc, n: two } }',
      '  - { id: c, runbook: inner, with: { sha: "{{ run.id }}", n: 2 } }',
      '  - { id: d, runbook: iner }',
    ];
    expect(linesOf(loadFiles({ 'a.yml': runbook('outer', steps.join('\n')), 'inner.yml': inner }).diagnostics)).toEqual([
      '5:14 error missing-input: The runbook `inner` needs the input `sha`. -> Write it under `with:`.',
      '6:38 error unknown-input: The runbook `inner` has no input `sah`. -> Did you mean `sha`?',
      '6:51 error bad-input: `n` wants a whole number, not the string "two".',
      '8:23 error unknown-runbook: There is no runbook `iner`. -> Did you mean `inner`?',
    ]);
  });

  test('are known by the name that they give themselves', () => {
    const result = loadFiles({ 'a.yml': runbook('outer', '  - { id: a, runbook: inner }'), 'inner.yml': runbook('other') });
    expect(linesOf(result.diagnostics)).toEqual([
      '5:23 error unknown-runbook: There is no runbook `inner`: runbooks/inner.yml is named `other`. -> Write `other`, or rename it.',
    ]);
  });

  test('must not run each other without end', () => {
    const result = loadFiles({
      'a.yml': runbook('one', '  - { id: a, runbook: two }'),
      'two.yml': runbook('two', undefined, 'rollback: { runbook: three }'),
      'three.yml': runbook('three', '  - { id: g, steps: [{ id: a, runbook: one }] }'),
    });
    expect(linesOf(result.diagnostics)).toEqual([
      'runbooks/three.yml:5:40 error runbook-cycle: These runbooks run each other without end: one -> two -> three -> one. -> Leave one of these calls out.',
    ]);
  });

  test('tell their own mistakes, sorted by file and line, all at once', () => {
    const result = loadFiles({
      'b.yml': runbook('outer', '  - { id: a, runbook: inner }\n  - { id: b, rnu: x }\n  - { id: a, wait: x }'),
      'a.yml': runbook('inner', '  - { id: a, runbook: broken }\n  - { id: b }'),
      'c.yml': `${runbook('broken')}\na: {{ x }}`,
    });
    expect(result.diagnostics.map(({ file, line, col, code }) => `${file}:${line}:${col} ${code}`)).toEqual([
      'runbooks/a.yml:6:5 no-kind',
      'runbooks/b.yml:6:14 unknown-key',
      'runbooks/b.yml:7:11 duplicate-id',
      'runbooks/b.yml:7:20 bad-text',
      'runbooks/c.yml:7:4 unquoted-template',
    ]);
  });
});

test('a file of ten megabytes is refused', () => {
  const text = `${withSteps('  - { id: a, run: [x] }')}\n# ${'x'.repeat(10_000_000)}`;
  expect(linesOf(loadFiles({ 'a.yml': text }).diagnostics)).toEqual([
    '1:1 error too-large: The file has more than 1048576 bytes. -> Split it: a step `runbook: NAME` runs another runbook.',
  ]);
});

test('a trap of YAML is told without the echo that it has in the schema', () => {
  const lines = linesOf(
    loadFiles({ 'a.yml': withSteps('  - { id: a, uses: demo.look, with: { thing: f(a, b) } }\n  - { id: b, confirm: 1.10 }') }).diagnostics,
  );
  expect(lines.map(line => line.split(': ')[0])).toEqual(['5:51 error comma-in-braces', '6:23 error ambiguous-number']);
});

test('references are checked too, and told at their place inside a text, also beside keys that are not known', () => {
  const steps = [
    '  - { id: a, uses: demo.look, with: { thing: x }, tiemout: 4h }',
    '  - id: b',
    '    if: steps.a.outputs.raedy',
    '    confirm: "Is {{ steps.c.outputs.x }} fine?"',
  ];
  const lines = linesOf(loadFiles({ 'a.yml': withSteps(steps.join('\n')) }).diagnostics);
  expect(lines.map(line => line.split(': ')[0])).toEqual(['5:51 error unknown-key', '7:25 error expression', '8:21 error unknown-step']);
});

test('what is loaded is the document, with the text and its hash', () => {
  const text = withSteps('  - { id: a, uses: demo.make, with: { thing: "{{ inputs.t }}", parts: [1] } }', 'inputs: { t: { type: string } }');
  const result = loadFiles({ 'a.yml': text });
  expect(result).toMatchObject({
    status: 'ok',
    runbooks: {
      sample: {
        text,
        hash: expect.stringMatching(/^[0-9a-f]{64}$/),
        document: { version: 1, steps: [{ id: 'a', uses: 'demo.make', with: { thing: '{{ inputs.t }}', parts: [1] } }] },
      },
    },
  });
});

test('a file that is not even a map', () => {
  expect(linesOf(loadFiles({ 'a.yml': '- a\n' }).diagnostics)).toEqual([
    '1:1 error wrong-type: A runbook is a map of keys, but this is a list. -> It begins with `version: 1`, `name:`, `title:` and `steps:`.',
  ]);
  expect(linesOf(loadFiles({ 'a.yml': 'version: 2\nname: x\n' }).diagnostics)).toEqual([
    '1:1 error missing-key: The runbook needs `title`. -> For example: title: Deploy the shop to production',
    '1:1 error missing-key: The runbook needs `steps`.',
    '1:10 error not-allowed: `2` is not one of `1`. -> Write `version: 1`.',
  ]);
});

test('the work grows with the number of steps, not faster', () => {
  const big = (count: number) =>
    withSteps(
      Array.from(
        { length: count },
        (_, index) => `  - { id: s${index}, name: Step ${index}, uses: demo.look, with: { thing: x, depth: 2 }, until: outputs.ready, every: 5s, timeout: 1m }`,
      ).join('\n'),
    );
  const cost = (count: number) => {
    const text = new TextEncoder().encode(big(count));
    const times = [1, 2, 3].map(() => {
      const before = process.cpuUsage().user;
      const result = loadRunbook('runbooks/a.yml', { dir: 'runbooks', cwd: '/nowhere', plugins: demoPlugins, config: EMPTY_CONFIG, readFile: () => text });
      expect(result.diagnostics).toEqual([]);
      return process.cpuUsage().user - before;
    });
    return Math.min(...times);
  };
  cost(500);
  expect(cost(4_000) / cost(1_000)).toBeLessThan(12);
});
