import { describe, expect, it } from 'vitest';
import { makeProject, ndjson } from '../support/project.ts';

const GATES = `
version: 1
name: gates
title: Gates
target: prod
steps:
  - { id: go, confirm: Go on? }
  - { id: who, ask: { number: { type: integer, minimum: 1 }, note: { type: string, default: none } } }
  - { id: hand, manual: "Turn the key" }
  - { id: last, run: ["printf", "%s", "{{ steps.who.outputs.number }}"] }
`;

const UNKNOWN = `
version: 1
name: unknown
title: Unknown
steps:
  - { id: send, run: ["sh", "-c", "echo did >> sent.txt; kill -KILL $$"], effect: change }
  - { id: after, run: ["sh", "-c", "echo did >> after.txt"], effect: change }
`;

describe('a run that nobody answers', () => {
  it('parks at each gate with exit 5, and goes on from verbs', async () => {
    const project = makeProject({ 'runbooks/gates.yml': GATES });
    const first = await project.cli(['run', 'gates', '--non-interactive', '--json']);
    expect(first.code).toBe(5);
    const events = ndjson(first.stdout);
    expect(events.at(-1)).toMatchObject({ type: 'run-parked', status: 'waiting', why: 'gate', gates: ['go'] });
    for (const event of events)
      expect(event).toMatchObject({ type: expect.any(String), run: expect.any(String), seq: expect.any(Number), at: expect.any(String) });
    expect((await project.cli(['approve', 'last', 'go'])).stdout).toMatch(/^approved: go\nTo go on: runbook resume gates-\S+\n$/);
    expect((await project.cli(['resume', 'last', '--non-interactive'])).code).toBe(5);
    const before = await project.cli(['status', 'last', '--json']);
    for (const [args, message] of [
      [['answer', 'last', 'who', 'number=zero'], 'number: '],
      [['answer', 'last', 'who', 'number=0'], 'number'],
      [['answer', 'last', 'who', 'nmber=1'], 'nmber'],
      [['answer', 'last', 'who', 'number'], 'Give answers as name=value'],
      [['answer', 'last', 'who'], 'missing required argument'],
      [['answer', 'last', 'go', 'number=1'], 'go has succeeded; `answer` does nothing there. Nothing can be told to it now.'],
      [['approve', 'last', 'who'], 'who waits for an answer; `approve` does nothing there. What it takes: `answer`, `extend`.'],
      [['reject', 'last', 'who'], 'who waits for an answer; `reject` does nothing'],
      [['settle', 'last', 'who', 'done'], 'who waits for an answer; `settle done` does nothing'],
      [['settle', 'last', 'who', 'perhaps'], 'Say what you found: done, redo or fail.'],
      [['approve', 'nope', 'who'], 'There is no run nope. `runbook runs` lists them.'],
      [['resume', 'nope'], 'There is no run nope. `runbook runs` lists them.'],
      [['logs', 'nope'], 'There is no run nope. `runbook runs` lists them.'],
    ] as const) {
      const refused = await project.cli(args);
      expect({ args, code: refused.code, stdout: refused.stdout }).toEqual({ args, code: 2, stdout: '' });
      expect(refused.stderr).toContain(message);
    }
    expect((await project.cli(['status', 'last', '--json'])).stdout).toBe(before.stdout);
    expect((await project.cli(['answer', 'last', 'who', 'number=7'])).code).toBe(0);
    expect((await project.cli(['resume', 'last'])).code).toBe(5);
    expect((await project.cli(['answer', 'last', 'hand', 'done'])).code).toBe(0);
    const ended = await project.cli(['resume', 'last', '--json']);
    expect(ended.code).toBe(0);
    expect(ndjson(ended.stdout).at(-1)).toMatchObject({ type: 'run-finished', status: 'succeeded' });
    for (const verb of [
      ['approve', 'last', 'go'],
      ['cancel', 'last'],
      ['answer', 'last', 'hand', 'done'],
    ]) {
      expect(await project.cli(verb)).toMatchObject({
        code: 2,
        stdout: '',
        stderr: expect.stringContaining('has succeeded; nothing can be told to it any more.'),
      });
    }
    expect((await project.cli(['resume', 'last'])).code).toBe(0);
  });

  it.each([
    ['done', 0, 'did\n', 'did\n'],
    ['fail', 1, 'did\n', ''],
  ])('parks with exit 6 where the outcome is unknown, and takes `settle %s`', async (word, exit, sent, after) => {
    const project = makeProject({ 'runbooks/unknown.yml': UNKNOWN });
    const run = await project.cli(['run', 'unknown', '--yes']);
    expect(run.code).toBe(6);
    expect(run.stdout).toMatch(/outcome unknown(?:.*\n)*.*runbook settle unknown-\S+ send/);
    expect(project.read('after.txt')).toBe('');
    expect((await project.cli(['resume', 'last', '--yes'])).code).toBe(6);
    expect((await project.cli(['settle', 'last', 'send', word])).code).toBe(0);
    expect((await project.cli(['resume', 'last'])).code).toBe(exit);
    expect([project.read('sent.txt'), project.read('after.txt')]).toEqual([sent, after]);
  });

  it('a missing or a short secret stops before its effect, with what to do', async () => {
    const step = '{ id: send, run: ["sh", "-c", "echo did >> sent.txt"], effect: change, env: { KEY: "{{ secrets.key }}" } }';
    const project = makeProject({
      'runbooks/secret.yml': `version: 1\nname: secret\ntitle: Secret\nsecrets: { key: { env: THE_KEY } }\nsteps:\n  - ${step}\n`,
    });
    const [none, short, good] = [
      await project.cli(['run', 'secret']),
      await project.cli(['run', 'secret'], { THE_KEY: 'short' }),
      await project.cli(['run', 'secret'], { THE_KEY: 'long enough' }),
    ];
    expect([none.code, short.code, good.code]).toEqual([1, 1, 0]);
    expect(none.stdout).toContain('Failed at send: The secret `key` has no value: the environment variable THE_KEY is not set. [no-secret]');
    expect(short.stdout).toContain(
      'Failed at send: The secret `key` is shorter than 8 characters; so short a text cannot be kept out of logs. [secret-too-short]',
    );
    expect(short.stdout).not.toContain("'short'");
    expect(project.read('sent.txt')).toBe('did\n');
  });
});
