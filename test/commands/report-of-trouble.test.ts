import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, test } from 'vitest';
import { composeReportSchema } from '../../engine/core/schema/report-file.ts';
import type { RunReport } from '../../engine/report/evidence/run-report.ts';
import { type Project, makeProject } from '../support/project.ts';

const FILES = {
  'runbooks/ship.yml': `version: 1
name: ship
title: Ship it
target: shop/prod
steps:
  - { id: zero, name: First of all, run: [echo, hello], effect: read }
  - id: group
    steps:
      - { id: live, name: Look at it, run: ["false"], effect: read, message: The page is empty., on-failure: rollback }
rollback: { runbook: back }
`,
  'runbooks/back.yml': `version: 1
name: back
title: Back again
target: shop/prod
during-freeze: true
steps:
  - { id: sure, name: Is that wise?, confirm: Back? }
  - { id: undo, run: [touch, undone], effect: change }
`,
};

const validate = new Ajv2020({ strict: false }).compile(composeReportSchema());

async function reportOf(project: Project, run: string): Promise<{ readonly json: RunReport; readonly words: string }> {
  const json = JSON.parse((await project.cli(['report', run, '--json'])).stdout) as RunReport;
  validate(json);
  expect(validate.errors ?? []).toEqual([]);
  return { json, words: (await project.cli(['report', run])).stdout };
}

test('the report of a run that failed says how its rollback stands; that of the rollback why it is there, and what it waits for', async () => {
  const project = makeProject(FILES);
  expect((await project.cli(['run', 'ship', '--non-interactive'])).code).toBe(5);
  const back = await reportOf(project, 'last');
  const { run: undoing, rollbackOf } = back.json;
  expect(rollbackOf).toMatchObject({ status: 'failed', failure: { step: 'group/live' } });
  const ship = await reportOf(project, rollbackOf?.run ?? '');
  expect(ship.json.steps.map(({ path }) => path)).toEqual(['zero', 'group', 'group/live']);
  expect(ship.json.rolledBackBy).toMatchObject({ run: undoing, status: 'waiting' });
  expect(ship.words).toMatch(new RegExp(`It is rolled back by run \`${undoing}\`, started by \\S+ on [-\\d]{10} [:\\d]{8}: \\*\\*waiting\\*\\*\\.`));
  expect(back.words).toMatch(/It rolls back run `ship-\S+`, started by .*: \*\*failed\*\*, at group\/live: /);
  expect(back.words).toContain(`\`runbook approve ${undoing} sure\` or \`runbook reject ${undoing} sure\``);
  expect(back.words).toContain(`Nobody drives it now: only a person can go on. \`runbook resume ${undoing}\``);
  expect((await project.cli(['resume', 'last', '--yes', '--non-interactive'])).code).toBe(0);
  const done = await reportOf(project, undoing);
  expect(done.json.drives.map(({ left }) => left)).toEqual(['only a person can go on', 'the run ended: succeeded']);
  expect(done.words).toContain('## Who drove it');
  expect(done.words).not.toContain('It waits for an answer');
});

test('each try of a command is told, and what was skipped by hand is no step as planned', async () => {
  const text = `version: 1
name: trouble
title: Trouble
steps:
  - { id: flaky, run: [sh, -c, 'test -f ok || { touch ok; exit 3; }'], effect: change, retry: { attempts: 2, delay: 1s } }
  - { id: why, ask: { ticket: { type: string, description: Which ticket? } } }
  - { id: turns, run: [sh, -c, 'echo x >> n; test $(wc -l < n) -gt 3 && echo yes || echo no'], effect: read, until: outputs.stdout == 'yes', every: 1s, timeout: 1m }
  - { id: bad, run: ["false"], effect: change }
`;
  const project = makeProject({ 'runbooks/trouble.yml': text });
  expect((await project.cli(['plan', 'trouble', '-o', 'plan.json'])).code).toBe(0);
  writeFileSync(join(project.folder, 'answers.yml'), 'why: { ticket: OPS-7 }\n');
  expect((await project.cli(['run', '--plan', 'plan.json', '--non-interactive', '--answers', 'answers.yml'])).code).toBe(1);
  expect((await project.cli(['skip', 'last', 'bad', '--reason', 'not today'])).code).toBe(0);
  expect((await project.cli(['resume', 'last', '--non-interactive'])).code).toBe(0);
  const { json, words } = await reportOf(project, 'last');
  const command = "$ sh -c 'test -f ok || { touch ok; exit 3; }'";
  expect(json.changes.map(({ says }) => says)).toEqual([`${command}  (failed, and was tried again)`, command, '$ false  (failed)']);
  expect(json.recoveries).toMatchObject([{ step: 'flaky', what: expect.stringMatching(/^failed, and was tried again: /) }]);
  expect(json.decisions).toMatchObject([{ step: 'why', decision: 'answered', answers: { ticket: 'OPS-7' } }]);
  expect(words).toMatch(/\| why \| answered \| \S+ \| ticket: OPS-7 \|/);
  expect(json.timeline.filter(({ text }) => text.startsWith('turns waits'))).toHaveLength(1);
  expect(json.interventions).toMatchObject([{ step: 'bad', what: 'skip', reason: 'not today' }]);
  expect(json.fidelity).toMatchObject({
    asPlanned: expect.arrayContaining(['flaky']),
    drift: [{ path: 'bad', field: 'runs', done: expect.stringMatching(/^skipped: not today/) }],
  });
});
