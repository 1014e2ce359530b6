import { describe, expect, it } from 'vitest';
import { makeProject } from '../support/project.ts';

const step = 'steps:\n  - { id: one, run: ["sh", "-c", "echo did >> effect.txt"], effect: change }\n';
const head = 'version: 1\nname: broken\ntitle: Broken\n';
const bomb = ['b', 'c', 'd', 'e', 'f', 'g'].reduce(
  (text, name, index) => `${text}${name}: &${name} [${Array(10).fill(`*${'abcdef'[index]}`).join(', ')}]\n`,
  'a: &a [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]\n',
);

const BROKEN: readonly (readonly [what: string, content: string | Uint8Array, line: string])[] = [
  ['empty', '', '1:1: error empty: The file is empty.'],
  ['binary', Uint8Array.of(0x76, 0, 0xff, 0xfe), '1:1: error binary: This is not a text file: it holds a NUL byte at offset 1.'],
  ['Latin-1', Uint8Array.of(...Buffer.from(head), 0x23, 0xe9, 0x0a), '1:1: error encoding: '],
  ['10 MB', `${head}${step}#${'x'.repeat(10_485_760)}`, '1:1: error too-large: The file has more than 1048576 bytes.'],
  ['an alias bomb', `${bomb}${head}steps: *g\n`, 'error alias-bomb: Aliases make this file more than 100000 values larger than it is written.'],
  ['cyclic', `${head}steps: &s\n  - id: one\n    steps: *s\n`, '6:12: error alias-cycle: `*s` stands inside what `&s` names: it would never end.'],
  ['one with a key twice', `${head}name: again\n${step}`, '4:1: error duplicate-key: The key `name` is there twice.'],
  ['one with an unknown action', `${head}steps:\n  - { id: one, uses: git.brnch }\n`, '5:22: error unknown-action: There is no action `git.brnch`.'],
];

describe('a broken runbook', () => {
  it.each(BROKEN)('that is %s is refused with its place, and nothing begins', async (_what, content, line) => {
    const project = makeProject({ 'runbooks/broken.yml': content });
    const [run, plan, json] = await Promise.all([
      project.cli(['run', 'runbooks/broken.yml']),
      project.cli(['plan', 'runbooks/broken.yml']),
      project.cli(['run', 'runbooks/broken.yml', '--json']),
    ]);
    expect(run.stderr).toMatch(/^runbooks\/broken\.yml:\d+:\d+: error /);
    expect(run.stderr).toContain(line);
    expect([run.code, plan.code, json.code]).toEqual([2, 2, 2]);
    expect(plan.stderr).toBe(run.stderr);
    expect(JSON.parse(json.stdout)).toMatchObject({ status: 'invalid', diagnostics: [{ file: 'runbooks/broken.yml', severity: 'error' }] });
    expect(project.stateBytes()).toHaveLength(0);
  });

  it('that is missing is named, with those that are there', async () => {
    const project = makeProject({ 'runbooks/deploy.yml': `${head.replace('broken', 'deploy')}${step}` });
    const [near, path] = await Promise.all([project.cli(['run', 'deplo']), project.cli(['run', 'runbooks/nope.yml'])]);
    expect(near).toMatchObject({ code: 2, stdout: '' });
    expect(near.stderr).toContain('There is no runbook `deplo`.\n  Did you mean `deploy`?');
    expect(path).toMatchObject({ code: 2, stdout: '', stderr: 'runbooks/nope.yml:1:1: error unreadable: The file cannot be read: it does not exist.\n' });
  });
});

describe('a file of inputs or answers', () => {
  const runbook = `${head}inputs: { text: { type: string, default: x } }\n${step}`;
  it.each([
    ['--inputs', 'nope.yml', 'nope.yml cannot be read: '],
    ['--inputs', 'runbooks', 'runbooks cannot be read: it is not a file'],
    ['--inputs', 'binary.yml', 'binary.yml: This is not a text file'],
    ['--inputs', 'latin.yml', 'latin.yml: '],
    ['--inputs', 'list.yml', 'list.yml must be a map of inputs.'],
    ['--answers', 'nope.yml', 'nope.yml cannot be read: '],
    ['--answers', '/dev/zero', '/dev/zero cannot be read: it is not a file'],
    ['--answers', 'list.yml', 'list.yml must be a map of answers by step'],
    ['--answers', 'twice.yml', 'twice.yml: The key `go` is there twice.'],
  ])('%s %s that cannot be used is refused before a run exists', async (flag, file, message) => {
    const project = makeProject({
      'runbooks/broken.yml': runbook,
      'binary.yml': Uint8Array.of(0x61, 0),
      'latin.yml': Uint8Array.of(...Buffer.from('text: caf'), 0xe9),
      'list.yml': '- a\n',
      'twice.yml': 'go: yes\ngo: no\n',
    });
    const { code, stdout, stderr } = await project.cli(['run', 'broken', flag, file]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(message);
    expect(project.read('effect.txt')).toBe('');
    expect(project.stateBytes()).toHaveLength(0);
  });
});
