import { userInfo } from 'node:os';
import { expect, test } from 'vitest';
import { type Project, makeProject } from '../support/project.ts';

/** How a run comes where a person can meet it without a terminal: its one step. */
const STATES = {
  'a confirm': '{ id: x, confirm: Go?, timeout: 1h }',
  'an approve': '{ id: x, approve: { by: [deployers] } }',
  'an ask': '{ id: x, ask: { n: { type: integer } } }',
  'a manual': '{ id: x, manual: Turn the key }',
  'an unknown outcome': '{ id: x, run: [sh, -c, "kill -KILL $$"], effect: change }',
  succeeded: '{ id: x, run: ["true"] }',
  'succeeded without a step': '{ id: x, run: ["false"], on-failure: warn }',
  failed: '{ id: x, run: [sh, -c, "echo no >&2; exit 3"], effect: change }',
  cancelled: '{ id: x, confirm: Go? }',
} as const;

const VERBS = [
  'approve last x',
  'reject last x',
  'answer last x n=1',
  'answer last x done',
  'settle last x done',
  'settle last x redo',
  'settle last x fail',
  'skip last x --reason enough',
  'extend last x 5m',
  'retry last',
  'retry last x --look',
  'pause last',
  'cancel last',
  'rollback last',
  'resume last',
];

test('what each verb says to a run, wherever it stands', async () => {
  const sections: string[] = [];
  for (const [name, step] of Object.entries(STATES)) {
    const project = makeProject({
      'runbooks/it.yml': `version: 1\nname: it\ntitle: It\nsteps:\n  - ${step}\n`,
      'runbook.config.yml': `version: 1\ngroups: { deployers: [${userInfo().username}] }\n`,
    });
    const lines: string[] = [];
    for (const verb of VERBS) lines.push(await told(project, name === 'cancelled', verb));
    sections.push([`# ${name}`, ...lines, ''].join('\n'));
  }
  await expect(sections.join('\n')).toMatchFileSnapshot('verbs.txt');
});

/** A fresh run, and what came of one verb: exit code and words; of \`resume\` the end of what is printed. */
async function told(project: Project, isCancelled: boolean, verb: string): Promise<string> {
  const { stdout: begun } = await project.here(['run', 'it', '--non-interactive']);
  if (isCancelled) await project.here(['cancel', 'last']);
  const { code, stdout, stderr } = await project.here(verb.split(' '));
  const run = /^Run (it-\S+)/m.exec(begun)?.[1] ?? '';
  const words = `${stdout}${stderr}`.replaceAll(run, 'RUN').replace(/^Evidence: .*\n/m, '');
  const end = verb.startsWith('resume') ? words.slice(words.indexOf('Run RUN ')) : words;
  return `${verb}: ${code}\n${end.trimEnd().replaceAll(/^/gm, '    ')}`;
}

test('a wait and a poll whose process was stopped take more time, and are skipped, each with one command', async () => {
  const branches = '[{ id: nap, wait: 1h }, { id: look, run: [echo, "1"], effect: read, until: outputs.json == 2, every: 30s, timeout: 1h }]';
  const project = makeProject({ 'runbooks/it.yml': `version: 1\nname: it\ntitle: It\nsteps:\n  - { id: both, parallel: ${branches} }\n` });
  const running = project.start(['run', 'it']);
  await running.says('look waits');
  running.child.kill('SIGTERM');
  expect((await running.ended).code).toBe(130);
  const said = async (verb: string): Promise<readonly [number, string]> => {
    const { code, stdout, stderr } = await project.here(verb.split(' '));
    return [code, `${stdout}${stderr}`.replaceAll(/it-\d+-\w+/g, 'RUN')];
  };
  const goOn = 'To go on: runbook resume RUN\n';
  expect(await said('approve last nap')).toEqual([2, 'both/nap waits for its time; `approve` does nothing there. What it takes: `skip`, `extend`.\n']);
  expect(await said('extend last nap 30m')).toEqual([0, `both/nap has 30m more.\n${goOn}`]);
  expect(await said('extend last look 30m')).toEqual([0, `both/look has 30m more.\n${goOn}`]);
  expect(await said('skip last look --reason seen')).toEqual([0, `skipped: both/look\n${goOn}`]);
  expect(await said('skip last nap --reason enough')).toEqual([0, expect.stringMatching(/^skipped: both\/nap\nRun RUN succeeded/)]);
});
