import { join } from 'node:path';
import { afterEach, beforeAll, describe } from 'vitest';
import type { Engine } from '../../engine/core/ports.ts';
import { openGitTargets } from '../../engine/durable/git-targets.ts';
import { type LocalEngineOptions, openLocalEngine } from '../../engine/durable/local-engine.ts';
import { PREFIX, makeRemote } from './target-stores.ts';
import { type Harness, type Script, openHarness } from './engine-harness.ts';

/** Every durable engine: one suite says what each must do. A new one is one line here. */
const ENGINES = { local: openLocalEngine, 'local with targets in a git remote': openWithRemote } as const;

let openEngine: (typeof ENGINES)[keyof typeof ENGINES] = openLocalEngine;

function openWithRemote(options: LocalEngineOptions): Engine {
  const remote = makeRemote(options.directory);
  return openLocalEngine({ ...options, targets: openGitTargets({ url: remote, prefix: PREFIX, directory: join(options.directory, 'targets.git') }) });
}

/** Runs a suite against every engine. */
export function onEveryEngine(title: string, suite: () => void): void {
  describe.each(Object.entries(ENGINES))(`${title}, engine %s`, (_name, open) => {
    beforeAll(() => {
      openEngine = open;
    });
    suite();
  });
}

let open: Harness[] = [];

/** A harness that is closed after the test. */
export function harness(...given: Parameters<typeof openHarness>): Harness {
  const [script, options] = given;
  const made = openHarness(script, { openEngine, ...options });
  open.push(made);
  return made;
}
afterEach(() => {
  for (const made of open) made.close();
  open = [];
});

export const HEAD = 'version: 1\nname: demo\ntitle: Demo\n';

/** Runs a runbook to its end and tells how its steps ended. */
export async function runIt(
  steps: string,
  script: Script = {},
  more: Parameters<Harness['start']>[1] = {},
): Promise<{ status: string; ended: string[]; h: Harness }> {
  const h = harness(script);
  await h.start(HEAD + steps, more);
  const end = await h.drive();
  const status = end.status === 'finished' ? end.head.status : end.status;
  return { status, ended: await h.ended(), h };
}
