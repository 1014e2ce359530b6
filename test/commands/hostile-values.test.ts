import { describe, expect, it } from 'vitest';
import { openLoopback } from '../support/loopback.ts';
import { makeProject, ndjson } from '../support/project.ts';

const HOSTILE = [
  'a"; touch x; #',
  '$(touch x)',
  '`touch x`',
  '{{secrets.x}} {{ inputs.text }}',
  '__proto__',
  'constructor',
  'first\nsecond\r\nthird',
  '\x1b[2J\x1b[31mred\x1b]0;owned\x07\x9b2Kend',
  '\x1b]8;;http://evil.example\x1b\\link\x1b]8;;\x1b\\',
  `it's "quoted" \\ and 'again'`,
  '--upload-pack=touch x',
  '-rf',
  '\u202etxt.exe\u2066',
  '<!channel> & <@U1>',
  '%s %n ${HOME} ~ * ?',
  ' leading and trailing ',
  '😀 é ﷽',
];

const DUMP = 'require("fs").appendFileSync(process.argv[1], JSON.stringify(process.argv.slice(2).concat(process.env.GIVEN)) + "\\n")';

const RUNBOOK = `
version: 1
name: echo
title: Echo
target: host/echo
inputs:
  text: { type: string }
secrets: { x: { env: NOT_THERE } }
steps:
  - id: argv
    run: ["node", "-e", ${JSON.stringify(DUMP)}, "--", "seen.txt", "{{ inputs.text }}", "--x={{ inputs.text }}"]
    env: { GIVEN: "{{ inputs.text }}" }
  - id: shell
    run: printf '%s' "$GIVEN"
    env: { GIVEN: "{{ inputs.text }}" }
    effect: read
    verify: outputs.stdout == inputs.text
  - id: chained
    run: ["printf", "%s", "{{ steps.shell.outputs.stdout }}"]
    effect: read
    verify: outputs.stdout == inputs.text
  - id: each
    foreach: "[inputs.text, 'plain']"
    steps:
      - { id: one, run: ["printf", "%s", "{{ item }}"], effect: read, verify: "outputs.stdout == item" }
  - id: slack
    uses: slack.post
    with: { channel: ops, text: "{{ inputs.text }}" }
  - id: go
    confirm: "Really {{ inputs.text }}?"
    show: ["{{ inputs.text }}"]
  - id: who
    ask: { name: { type: string } }
  - id: answered
    run: ["node", "-e", ${JSON.stringify(DUMP)}, "--", "seen.txt", "{{ steps.who.outputs.name }}", "--x={{ inputs.text }}"]
    env: { GIVEN: "{{ steps.who.outputs.name }}" }
`;

/** What would move the cursor, set a title, or turn the direction of text; a line break and a tab are no harm. */
const CONTROLS = /[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/;

const LIST = `
version: 1
name: list
title: List
inputs:
  texts: { type: array, items: { type: string } }
steps:
  - id: each
    foreach: inputs.texts
    run: ["node", "-e", ${JSON.stringify(DUMP)}, "--", "seen.txt", "{{ item }}"]
    env: { GIVEN: "{{ item }}" }
`;

async function projectWith(inputs: string, answers = '{}') {
  const server = await openLoopback(() => ({ status: 200, body: 'ok' }));
  const config = 'version: 1\nconnections: { slack: { plugin: slack, webhooks: { ops: { env: HOOK } } } }\n';
  const project = makeProject({ 'runbooks/echo.yml': RUNBOOK, 'runbook.config.yml': config, 'inputs.json': inputs, 'answers.json': answers });
  return { project, server, env: { HOOK: `${server.url}/hook` } };
}

describe('a hostile value', () => {
  it.each([HOSTILE.join(''), '--upload-pack=touch x', '__proto__', '{{secrets.x}} {{ inputs.text }}'])(
    '%j is data: as an input, an answer, an output, in argv, env, Slack, the journal and on the screen',
    async value => {
      const { project, server, env } = await projectWith(JSON.stringify({ text: value }));
      const plan = await project.cli(['plan', 'echo', '--inputs', 'inputs.json', '--offline'], env);
      const run = await project.cli(['run', 'echo', '--input', `text=${value}`], env);
      expect({ code: run.code, stderr: run.stderr }).toEqual({ code: 5, stderr: '' });
      expect((await project.cli(['approve', 'last', 'go', '--note', value], env)).code).toBe(0);
      expect((await project.cli(['resume', 'last'], env)).code).toBe(5);
      expect((await project.cli(['answer', 'last', 'who', `name=${value}`], env)).code).toBe(0);
      const resumed = await project.cli(['resume', 'last', '--json'], env);
      expect(resumed.code).toBe(0);
      const seen = project
        .read('seen.txt')
        .trim()
        .split('\n')
        .map(line => JSON.parse(line) as unknown);
      expect(seen).toEqual([
        [value, `--x=${value}`, value],
        [value, `--x=${value}`, value],
      ]);
      expect(project.read('x')).toBe('');
      const [post] = server.requests;
      expect(JSON.parse(post?.body ?? '')).toEqual({ text: value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;') });
      expect(server.requests).toHaveLength(1);
      const events = ndjson(resumed.stdout);
      expect(events[0]).toMatchObject({ type: 'run-started', inputs: { text: value }, target: 'host/echo' });
      expect(events).toContainEqual(expect.objectContaining({ type: 'step-finished', path: 'who', outputs: expect.objectContaining({ name: value }) }));
      expect(events).toContainEqual(expect.objectContaining({ type: 'gate-closed', path: 'go', note: value }));
      const rest = [await project.cli(['status', 'last'], env), await project.cli(['logs', 'last'], env), await project.cli(['runs'], env)];
      for (const { stdout } of [plan, run, ...rest]) expect(stdout).not.toMatch(CONTROLS);
      expect(resumed.stdout).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f]/);
    },
  );

  it('comes as well from --inputs FILE and --answers FILE', async () => {
    const value = HOSTILE.join('');
    const { project, env } = await projectWith(JSON.stringify({ text: value }), JSON.stringify({ who: { name: value }, go: true }));
    const { code } = await project.cli(['run', 'echo', '--inputs', 'inputs.json', '--answers', 'answers.json'], env);
    expect(code).toBe(0);
    expect(project.read('seen.txt')).toBe(`${JSON.stringify([value, `--x=${value}`, value])}\n`.repeat(2));
  });

  it('is data as each item of a list, and as the key of its step', async () => {
    const project = makeProject({ 'runbooks/list.yml': LIST, 'inputs.json': JSON.stringify({ texts: HOSTILE }) });
    const { code, stdout, stderr } = await project.cli(['run', 'list', '--inputs', 'inputs.json']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).not.toMatch(CONTROLS);
    expect(project.read('x')).toBe('');
    const seen = project
      .read('seen.txt')
      .trim()
      .split('\n')
      .map(line => JSON.parse(line) as unknown);
    expect(seen).toEqual(HOSTILE.map(value => [value, value]));
  });
});
