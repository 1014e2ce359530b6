import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type Project, makeProject, ndjson } from '../support/project.ts';
import type { PtyScreen } from '../support/screen.ts';

const [DOWN, ENTER] = ['\x1b[B', '\r'];
/** What a command prints to take over a terminal, or a shell that is given it. */
const HOSTILE = String.raw`printf '\033[2J\033]0;evil\007$(touch pwned) bad\nlast line {{ x }}\n' >&2`;
const RUNBOOK = `
version: 1
name: deploy
title: Deploy
steps:
  - { id: build, name: Build it, run: ["./build"], effect: change }
  - { id: after, run: [sh, -c, "echo after >> log.txt"], effect: change }
`;

/** Waits for the menu that stands after so many tries, and takes the choice that so many keys lead to. */
async function choose(project: Project, screen: PtyScreen, tries: number, choice: string): Promise<void> {
  await screen.until(text => text.includes('Leave it open') && project.read('tries.txt').length === tries);
  const downs = screen.lines().findIndex(line => line.includes(choice)) - screen.lines().findIndex(line => line.includes('Leave it open'));
  screen.type(DOWN.repeat(downs));
  await screen.until(text => text.includes(`❯ ${choice}`));
  screen.type(ENTER);
}

test('a failure asks at the terminal: again, later, and in the next terminal done with a reason; hostile text stays text', async () => {
  const project = makeProject({ 'runbooks/deploy.yml': RUNBOOK, build: `#!/bin/sh\nprintf x >> tries.txt\n${HOSTILE}\nexit 1\n` });
  chmodSync(join(project.folder, 'build'), 0o755);
  const first = project.pty(['run', 'deploy']);
  await choose(project, first, 1, 'Try it again, from its check');
  await choose(project, first, 2, 'Leave it open and answer later');
  expect(await first.exited).toBe(5);
  expect(first.history()).toContain('"Build it" failed: `./build` ended with exit code 1: last line {{ x }}');
  expect(first.raw()).not.toMatch(/\x1b\]0;|\x1b\[2J\$/);
  expect(first.cursorHidden()).toBe(false);

  const second = project.pty(['resume', 'last']);
  await choose(project, second, 2, 'It is done or fine as it is: go on, and say why');
  await second.until(text => text.includes('Why?'));
  second.type(`$(touch pwned) "it's" {{ x }}${ENTER}`);
  expect(await second.exited).toBe(0);
  expect([project.read('tries.txt'), project.read('log.txt'), project.read('pwned')]).toEqual(['xx', 'after\n', '']);
  const events = ndjson((await project.here(['attach', 'last', '--json'])).stdout);
  expect(events.find(({ type, path }) => type === 'step-finished' && path === 'build')).toMatchObject({
    status: 'succeeded',
    reason: expect.stringMatching(/^marked done by \S+: \$\(touch pwned\) "it's" \{\{ x \}\}$/),
  });
});
