import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeProject, ndjson } from '../support/project.ts';

/** Commands behind a program that logs in: aws-vault, as far as its behaviour is known. */
const FILES = {
  'runbooks/who.yml': `
version: 1
name: who
title: Who am I
steps:
  - { id: who, run: [sh, -c, 'echo "inside $AWS_VAULT" | tee said.txt'], connection: prod-power, effect: read }
`,
  'runbook.config.yml': `
version: 1
connections:
  prod-power: { plugin: asg, region: us-west-2, wrap: [bin/aws-vault, exec, prod-power, --], login: [bin/aws-vault, login] }
`,
  'bin/aws-vault': `#!/bin/sh
if [ "$1" = login ]; then printf 'MFA code: '; read code </dev/tty && echo "$code" >session; exit; fi
if [ -n "$AWS_VAULT" ]; then echo 'aws-vault: error: exec: running in an existing aws-vault subshell' >&2; exit 1; fi
if [ ! -f session ]; then echo 'aws-vault: error: exec: Failed to get credentials for prod-power: no session' >&2; exit 1; fi
shift 3
AWS_VAULT=prod-power exec "$@"
`,
};
const NO_SESSION = 'aws-vault has no session for the connection prod-power: exec: Failed to get credentials for prod-power: no session.';

function prepare() {
  const project = makeProject(FILES);
  chmodSync(join(project.folder, 'bin/aws-vault'), 0o755);
  return project;
}

test('at a terminal the login comes once, before anything is drawn', async () => {
  const project = prepare();
  const first = project.pty(['run', 'who']);
  await first.until(text => text.includes('MFA code:'));
  expect(first.lines()[0]).toBe('Logging in to prod-power before the run begins: bin/aws-vault login');
  expect(first.cursorHidden()).toBe(false);
  first.type('123456\r');
  expect(await first.exited).toBe(0);
  expect(project.read('said.txt')).toBe('inside prod-power\n');
  const second = project.pty(['run', 'who']);
  expect(await second.exited).toBe(0);
  expect(second.history().join('\n')).not.toContain('Logging in');
});

test('without a terminal the step says who must log in', async () => {
  const { stdout, stderr } = await prepare().cli(['run', 'who', '--non-interactive']);
  expect(stdout + stderr).toContain(NO_SESSION);
  expect(stdout + stderr).not.toContain('Logging in');
});

test('inside the same login nothing is wrapped again; inside another one nothing is done', async () => {
  const project = prepare();
  expect((await project.cli(['run', 'who'], { AWS_VAULT: 'prod-power' })).code).toBe(0);
  expect(project.read('said.txt')).toBe('inside prod-power\n');
  const other = await project.cli(['run', 'who'], { AWS_VAULT: 'sandbox-power' });
  expect(other.code).toBe(1);
  expect(other.stdout + other.stderr).toContain(
    'You are inside `aws-vault exec sandbox-power`, but the connection prod-power needs prod-power: aws-vault cannot be nested, and sandbox-power is another account or role.',
  );
});

test('a session that ends during the run opens a gate: the login gets the terminal, then the same is done again', async () => {
  const who = FILES['runbooks/who.yml'].replace('steps:', 'steps:\n  - { id: late, run: [rm, session] }');
  const project = makeProject({ ...FILES, 'runbooks/who.yml': who, session: 'old\n' });
  chmodSync(join(project.folder, 'bin/aws-vault'), 0o755);
  const screen = project.pty(['run', 'who']);
  await screen.until(text => text.includes('Log in now: bin/aws-vault login'));
  expect(
    screen
      .lines()
      .filter(line => line.includes('needs a login'))
      .join(),
  ).toContain('"who" needs a login to prod-power: aws-vault has no session');
  screen.type('\x1b[B');
  await screen.until(text => text.includes('❯ Log in now'));
  screen.type('\r');
  await screen.until(text => text.includes('MFA code:'));
  screen.type('654321\r');
  expect(await screen.exited).toBe(0);
  expect([project.read('session'), project.read('said.txt')]).toEqual(['654321\n', 'inside prod-power\n']);
  expect(ndjson((await project.here(['attach', 'last', '--json'])).stdout).filter(({ type }) => type === 'step-failed')).toEqual([]);
});
