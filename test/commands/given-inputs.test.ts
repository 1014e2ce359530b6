import { describe, expect, it } from 'vitest';
import { makeProject } from '../support/project.ts';

const RUNBOOK = `
version: 1
name: typed
title: Typed
inputs:
  release: { type: string, enum: [full, patch] }
  number: { type: integer, minimum: 1, description: Number of the release }
  dry: { type: boolean, default: false }
  hosts: { type: array, items: { type: string }, default: [] }
steps:
  - { id: one, run: ["sh", "-c", "echo did >> one.txt"], effect: change }
`;

const given = (...pairs: string[]): string[] => ['run', 'typed', ...pairs.flatMap(pair => ['--input', pair])];

describe('inputs on the command line', () => {
  it('are all judged at once, with what was meant', async () => {
    const project = makeProject({ 'runbooks/typed.yml': RUNBOOK });
    const { code, stdout, stderr } = await project.cli(given('relese=full', 'number=many', 'dry=perhaps', 'hosts=a,b', 'alone', '__proto__=1', 'release=half'));
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    const lines = stderr.trimEnd().split('\n');
    expect(lines).toHaveLength(7);
    for (const [line, words] of [
      ['`alone`', 'is not of the form NAME=VALUE.'],
      ['`relese`', 'Did you mean `release`?'],
      ['`__proto__`', 'There are: release, number, dry, hosts.'],
      ['number', 'number'],
      ['dry', 'true or false'],
      ['hosts', 'JSON'],
      ['release', 'full'],
    ] as const) {
      expect(lines.filter(text => text.includes(line) && text.includes(words))).not.toEqual([]);
    }
    expect(project.stateBytes()).toHaveLength(0);
  });

  it('that are missing are all named, with how to give them', async () => {
    const project = makeProject({ 'runbooks/typed.yml': RUNBOOK });
    const { code, stderr } = await project.cli(given());
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: 'Input release is missing. Give it: --input release=…\nInput number is missing (Number of the release). Give it: --input number=…\n',
    });
    const json = await project.cli([...given(), '--json']);
    expect(JSON.parse(json.stdout)).toMatchObject({ status: 'refused', code: 'inputs', messages: [expect.any(String), expect.any(String)] });
    expect(project.read('one.txt')).toBe('');
  });

  it('win over those of a file', async () => {
    const project = makeProject({ 'runbooks/typed.yml': RUNBOOK, 'in.yml': 'release: full\nnumber: 3\n' });
    const { code, stdout } = await project.cli([...given('number=4'), '--inputs', 'in.yml', '--json']);
    expect(code).toBe(0);
    expect(stdout).toContain('"inputs":{"release":"full","number":4,"dry":false,"hosts":[]}');
  });

  it('misspelt commands and options are named, with the nearest', async () => {
    const project = makeProject({ 'runbooks/typed.yml': RUNBOOK });
    const [command, option, output] = await Promise.all([
      project.cli(['resum', 'last']),
      project.cli(['run', 'typed', '--inptu', 'a=1']),
      project.cli(['run', 'typed', '--input']),
    ]);
    expect([command.code, option.code, output.code]).toEqual([2, 2, 2]);
    expect(command.stderr).toContain('Did you mean resume?');
    expect(option.stderr).toContain('Did you mean --input');
  });
});

describe('without a terminal', () => {
  it.each([{ NO_COLOR: '1' }, { TERM: 'dumb' }, { CI: 'true' }, {}])('lines are plain with %j', async env => {
    const project = makeProject({ 'runbooks/typed.yml': RUNBOOK });
    const { code, stdout } = await project.cli(given('release=full', 'number=1'), { FORCE_COLOR: undefined, ...env });
    expect(code).toBe(0);
    expect(stdout).not.toContain('\x1b');
    const lines = stdout.trimEnd().split('\n');
    expect(lines.slice(-2)).toEqual([expect.stringMatching(/^Run typed-\S+ succeeded\.$/), expect.stringMatching(/^Evidence: [0-9a-f]{64}$/)]);
    for (const line of lines.slice(0, -2)) expect(line).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d /);
  });
});
