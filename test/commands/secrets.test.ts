import { describe, expect, it } from 'vitest';
import { openLoopback } from '../support/loopback.ts';
import { makeProject } from '../support/project.ts';

/** With characters that every encoding spells in its own way. */
const CANARY = { env: 'canary/AAA+"11?11é', file: 'canary/BBB+"22?22é', command: 'canary/CCC+"33?33é', hook: 'canary/HHH+44' };

/** Prints each secret plain, split across two writes, as JSON, for a URL, in base64 at each alignment, in hexadecimal. */
const ECHO = `
const show = text => process.stdout.write(text);
const secrets = [process.env.A, process.env.B, process.env.C];
const turn = index => {
  const s = secrets[index];
  if (s === undefined) return;
  show(s.slice(0, 7));
  setTimeout(() => {
    show(s.slice(7) + '\\n' + JSON.stringify({ s }) + '\\n' + encodeURIComponent(s) + ' ' + new URLSearchParams({ s }) + '\\n');
    for (const pad of ['', 'x', 'xy']) show(Buffer.from(pad + s + pad).toString('base64') + ' ' + Buffer.from(pad + s).toString('base64url') + '\\n');
    show(Buffer.from(s).toString('hex') + '\\n');
    console.error('error: ' + s);
    turn(index + 1);
  }, 30);
};
turn(0);
`;

const RUNBOOK = `
version: 1
name: canary
title: Canary
secrets:
  env: { env: CANARY_ENV }
  file: { file: secret.txt }
  command: { command: ["cat", "fetched.txt"] }
inputs: { url: { type: string } }
steps:
  - id: inherited
    run: ["sh", "-c", "printf '%s' \\"\${CANARY_ENV-none} \${CANARY_HOOK-none}\\" > inherited.txt"]
    effect: read
  - id: echo
    run: ["node", "echo.js"]
    effect: read
    env: { A: "{{ secrets.env }}", B: "{{ secrets.file }}", C: "{{ secrets.command }}" }
  - id: used
    run: ["sh", "-c", "printf '%s' \\"$A\\" > used.txt"]
    env: { A: "before {{ secrets.env }} after" }
  - id: reads
    run: ["printf", "%s", "{{ steps.echo.outputs.stdout }}"]
    on-failure: warn
  - id: fails
    run: ["sh", "-c", "echo \\"refused: $A\\" >&2; exit 3"]
    effect: read
    env: { A: "{{ secrets.command }}" }
    on-failure: warn
  - id: get
    uses: http.get
    with: { url: "{{ inputs.url }}/get", headers: { x-plain: yes, authorization: "Bearer {{ secrets.hook }}" } }
    on-failure: warn
  - id: post
    uses: http.post
    with: { url: "{{ inputs.url }}/post", text: hello, headers: { authorization: "Bearer {{ secrets.hook }}" } }
    on-failure: warn
  - id: slack
    uses: slack.post
    with: { channel: ops, text: hello }
    on-failure: warn
`.replace('secrets:\n', 'secrets:\n  hook: { env: CANARY_HOOK }\n');

const CONFIG = `
version: 1
connections:
  slack: { plugin: slack, webhooks: { ops: { env: SLACK_HOOK } } }
`;

/** Every spelling of a secret, and of its parts that would do. */
function spellings(secret: string): readonly string[] {
  const core = secret.slice(0, 16);
  const base64 = [0, 1, 2].map(pad =>
    Buffer.from('x'.repeat(pad) + core)
      .toString('base64')
      .slice(4, -4),
  );
  const url = [encodeURIComponent(core), new URLSearchParams([['', core]]).toString().slice(1)];
  return [secret, core, core.slice(7), ...url, JSON.stringify(core).slice(1, -1), ...base64, Buffer.from(core).toString('hex')];
}

const found = (text: string): string[] => Object.values(CANARY).flatMap(secret => spellings(secret).filter(spelling => text.includes(spelling)));

describe('a secret', () => {
  it('is where it is used, and nowhere else: no journal row, log, plan, screen, status or NDJSON', async () => {
    const server = await openLoopback(({ path, headers, body }) => ({
      status: path === '/post' ? 200 : 500,
      body: `refused ${path} ${JSON.stringify(headers)} ${body}`,
    }));
    const project = makeProject({
      'runbooks/canary.yml': RUNBOOK,
      'runbook.config.yml': CONFIG,
      'secret.txt': `${CANARY.file}\n`,
      'fetched.txt': CANARY.command,
      'echo.js': ECHO,
    });
    const env = { CANARY_ENV: CANARY.env, CANARY_HOOK: CANARY.hook, SLACK_HOOK: `${server.url}/services/${CANARY.hook}` };
    const input = ['--input', `url=${server.url}`];
    const outputs = [
      await project.cli(['plan', 'canary', ...input], env),
      await project.cli(['plan', 'canary', ...input, '--json'], env),
      await project.cli(['run', 'canary', ...input], env),
      await project.cli(['run', 'canary', ...input, '--json'], env),
      await project.cli(['status', 'last'], env),
      await project.cli(['status', 'last', '--json'], env),
      await project.cli(['logs', 'last'], env),
      await project.cli(['logs', 'last', '--json'], env),
      await project.cli(['resume', 'last', '--json'], env),
      await project.cli(['report', 'last', '--json'], env),
      await project.cli(['report', 'last', '-o', 'report.html'], env),
      await project.cli(['plan', 'canary', ...input, '-o', 'plan.json'], env),
    ];
    const screen = project.pty(['run', 'canary', ...input], env);
    expect(await screen.exited).toBe(0);
    expect(outputs.slice(2, -1).map(({ code }) => code)).toEqual(Array(9).fill(0));
    expect(outputs[2]?.stdout).toContain('echo | [secret env]');
    expect(outputs[2]?.stdout).toContain('`sh` ended with exit code 3: refused: [secret command]');
    expect(outputs[3]?.stdout).toContain('"path":"reads","status":"failed"');
    expect(project.read('inherited.txt')).toBe('none none');
    expect(project.read('used.txt')).toBe(`before ${CANARY.env} after`);
    const authorized = server.requests.filter(({ path }) => path === '/get' || path === '/post');
    expect(new Set(authorized.map(({ headers }) => headers.authorization))).toEqual(new Set([`Bearer ${CANARY.hook}`]));
    expect(server.requests.some(({ path }) => path === `/services/${CANARY.hook}`)).toBe(true);
    for (const file of ['plan.json', 'report.html']) {
      expect(project.read(file)).toContain('canary');
      expect(found(project.read(file))).toEqual([]);
    }
    for (const { stdout, stderr } of outputs) expect(found(stdout + stderr)).toEqual([]);
    expect(found(screen.raw())).toEqual([]);
    expect(found(project.stateBytes().toString('latin1') + project.stateBytes().toString('utf8'))).toEqual([]);
  });
});
