import { expect, test } from 'vitest';
import { makeProject } from '../support/project.ts';

const RUNBOOK = `version: 1
name: pack
title: Pack the logs
inputs: { count: { type: integer, default: 2 } }
steps:
  - { id: count, run: [echo, "{{ inputs.count }}"], effect: read, outputs: { n: outputs.json } }
  - { id: many, if: steps.count.outputs.n > 5, confirm: That many? }
  - { id: tell, uses: slack.post, with: { channel: ops, text: "{{ inputs.count }} to pack" }, on-failure: warn }
  - { id: sure, confirm: Really?, timeout: 10m }
  - { id: pack, run: ["true"], effect: change, check: { run: ["false"] } }
`;
const WORLD = `version: 1
name: pack
title: A few logs
clock: 2026-03-10T10:00:00-04:00
starter: ana
people: { ana: [ops] }
slack: { channels: [ops] }
faults: { slack_down: { slack: { answers: 503 } } }
`;
const HEAD = 'version: 1\nrunbook: pack\ncases:\n';
const GREEN = `  - name: Two are packed
    answers: { sure: yes }
    expect:
      status: succeeded
      steps: { many: skipped, pack: succeeded }
      outputs: { count: { n: 2 } }
      effects: [slack.post, pack]
      takes: { at-most: 1m }
      messages: [waits for a yes or no]
      world: ["slack.channels.ops == ['2 to pack']", run.outcome == 'succeeded']
`;

function projectWith(cases: string): ReturnType<typeof makeProject> {
  return makeProject({ 'runbooks/pack.yml': RUNBOOK, 'runbooks/pack.world.yml': WORLD, 'runbooks/pack.test.yml': `${HEAD}${cases}` });
}

test('a case that holds', async () => {
  expect(await projectWith(GREEN).cli(['test'])).toEqual({
    code: 0,
    signal: null,
    stderr: '',
    stdout: `runbooks/pack.test.yml
  ok      Two are packed
  Covered
    if: 1 of 2
      never true: many
    check: 1 of 2
      never already done: pack
    gate: 1 of 5
      never yes: many
      never no: many, sure
      never timeout: sure
    on-failure: 0 of 1
      never entered: tell
1 of 1 case passed.
`,
  });
});

test('a case that does not says what was expected and what came; a gate without an answer is named', async () => {
  const red = `  - name: Seven are packed, said somebody
    inputs: { count: 7 }
    faults: [slack_down]
    answers: { many: yes, sure: no }
    expect:
      status: succeeded
      steps: { many: skipped, tell: succeeded, pack: succeeded }
      outputs: { count: { n: 8 } }
      effects: [slack.post, pack]
      takes: { at-least: 1h }
      messages: [packed well]
      world: ["slack.channels.ops.size() == 1 && steps.count.outputs.n == 7"]
  - name: Nobody answers
    expect: { status: succeeded, effects: { pack: 1 } }
  - name: Nobody answers for too long
    jumps: [{ step: sure, by: 11m }]
    expect: { status: failed, steps: { sure: failed, pack: pending }, effects: { pack: 0 } }
`;
  const ended = await projectWith(GREEN + red).cli(['test', 'pack', '--jobs', '3']);
  expect({ ...ended, stdout: ended.stdout.replace(/(got +)[\d.]+m?s$/m, '$1TIME') }).toEqual({
    code: 1,
    signal: null,
    stderr: '',
    stdout: `runbooks/pack.test.yml
  ok      Two are packed
  FAILED  Seven are packed, said somebody
            status
              expected  succeeded
              got       failed at sure: ana said no.
            steps.many
              expected  skipped
              got       succeeded
            steps.tell
              expected  succeeded
              got       failed: Slack refused ops: HTTP 503
            steps.pack
              expected  succeeded
              got       pending
            outputs.count.n
              expected  8
              got       7
            effects[0]
              expected  slack.post
              got       nothing was changed
            takes
              expected  at least 1h
              got       TIME
            messages[0]
              expected  packed well
              got       the terminal shows no such text
            world[0]
              expected  slack.channels.ops.size() == 1
              got       slack.channels.ops = []
  FAILED  Nobody answers
            sure
              expected  an answer in \`answers\`
              got       nobody answers: waits for a yes or no
            effects.pack
              expected  once
              got       never (slack.post at tell)
  ok      Nobody answers for too long
  Covered
    if: 2 of 2
    check: 1 of 2
      never already done: pack
    gate: 4 of 5
      never no: many
    on-failure: 1 of 1
2 of 4 cases passed.
`,
  });
});

test('names that lead nowhere, and what the schema refuses, are told at their places', async () => {
  const wrong = `  - name: Typing
    inputs: { cuont: 7 }
    faults: [slack_dwon, { when: { step: tel }, slack: { answers: 503 } }]
    answers: { sur: yes }
    expect:
      status: succeeded
      steps: { pakc: succeeded }
      effects: { slack.psot: 1, run: 1 }
      world: ["slack.channels.ops ="]
  - name: Typing
    jumps: [{ step: sure, by: 11m }]
    expect: { status: failed }
`;
  expect(await projectWith(wrong).cli(['test'])).toMatchObject({
    code: 2,
    stdout: '',
    stderr: `runbooks/pack.test.yml:5:15: error unknown-input: pack has no input cuont.
  Did you mean \`count\`?
runbooks/pack.test.yml:6:14: error unknown-fault: The world has no fault slack_dwon.
  It has slack_down.
runbooks/pack.test.yml:6:42: error unknown-step: pack has no step tel.
  Did you mean \`tell\`?
runbooks/pack.test.yml:7:16: error unknown-step: pack has no step sur.
  Did you mean \`sure\`?
runbooks/pack.test.yml:10:16: error unknown-step: pack has no step pakc.
  Did you mean \`pack\`?
runbooks/pack.test.yml:11:18: error unknown-action: There is no action slack.psot.
  Did you mean \`slack.post\`?
runbooks/pack.test.yml:12:35: error expression: Two values are compared with \`==\`.
runbooks/pack.test.yml:13:11: error duplicate-case: Two cases are named \`Typing\`.
  Give each its own name.
`,
  });
  const shape = '  - { name: x, jumps: [{ step: sure, by: soon }], expect: { status: fine, takes: {}, wrold: [] } }\n';
  expect(
    (await projectWith(shape).cli(['test'])).stderr,
  ).toBe(`runbooks/pack.test.yml:4:42: error bad-text: This must be a duration such as 90s, 15m, 1h30m or 2d.
runbooks/pack.test.yml:4:69: error not-allowed: \`fine\` is not one of \`succeeded\`, \`failed\`, \`cancelled\`.
runbooks/pack.test.yml:4:82: error empty: This map is empty.
  Write at least one entry, or leave the key out.
runbooks/pack.test.yml:4:86: error unknown-key: \`expect\` knows no key \`wrold\`.
  Did you mean \`world\`?
`);
});

test('for programs: one JSON value; a filter chooses cases', async () => {
  const project = projectWith(GREEN + GREEN.replace('Two are', 'A few are'));
  const { stdout } = await project.cli(['test', '--json', '--filter', 'few']);
  const [case_] = JSON.parse(stdout).files[0].cases;
  expect(JSON.parse(stdout)).toEqual({
    passed: 1,
    failed: 0,
    files: [{ file: 'runbooks/pack.test.yml', runbook: 'pack', cases: [case_], coverage: [] }],
  });
  expect(case_).toEqual({ name: 'A few are packed', status: 'passed', run: { status: 'succeeded', took: expect.any(Number) }, differences: [] });
  expect(await project.cli(['test', '--filter', 'nothing'])).toMatchObject({ code: 2, stderr: 'No case has "nothing" in its name.\n' });
});

test('the engine dies before every commit: a check settles what was done, a rerun ends, somebody must tell what has neither', async () => {
  const line = (file: string, more: string): string => `  - { id: ${file}, run: [sh, -c, "echo once >> ${file}"], effect: change${more} }\n`;
  const project = makeProject({
    'runbooks/pack.yml': `version: 1\nname: pack\ntitle: Pack\nsteps:\n${line('checked', ', check: { run: [test, -e, checked] }')}${line('again', ', interrupted: rerun')}${line('blind', '')}`,
    'runbooks/pack.world.yml': WORLD.replace(/^(slack|faults).*\n/gm, ''),
    'runbooks/pack.test.yml': `${HEAD}  - { name: Dies, kill: every-commit, expect: { status: succeeded, steps: { checked: succeeded } } }\n`,
  });
  const { stdout } = await project.cli(['test']);
  expect(stdout).toContain(`  FAILED  Dies
            blind
              expected  an answer in \`answers\`
              got       nobody answers: outcome unknown: somebody must look
  Covered`);
  expect(['checked', 'again', 'blind'].map(project.read)).toEqual(['once\n', 'once\nonce\n', 'once\n']);
});

test('a failure is answered by the case: again, skipped, done; one answer too few fails the step', async () => {
  const step = (id: string, script: string): string => `  - { id: ${id}, run: [sh, -c, '${script}'], effect: change }\n`;
  const project = makeProject({
    'runbooks/pack.yml': `version: 1\nname: pack\ntitle: Pack\nsteps:\n${step('build', 'cd && echo x >> tries; test $(wc -l < tries) -ge 3')}${step('tell', 'exit 4')}`,
    'runbooks/pack.world.yml': WORLD.replace(/^(slack|faults).*\n/gm, ''),
    'runbooks/pack.test.yml': `${HEAD}  - name: Mended twice
    answers: { build: [retry, retry], tell: { skip: nobody reads it } }
    expect: { status: succeeded, steps: { build: succeeded, tell: skipped } }
  - name: Done by hand
    answers: { build: { done: packed by hand }, tell: fail }
    expect: { status: failed, steps: { build: succeeded, tell: failed } }
  - name: Given up
    answers: { build: retry }
    expect: { status: failed, steps: { build: failed, tell: pending } }
`,
  });
  const { code, stdout } = await project.cli(['test']);
  expect([code, stdout.replace(/ {2}Covered\n(?: {4}.*\n)*/, '')]).toEqual([
    0,
    `runbooks/pack.test.yml
  ok      Mended twice
  ok      Done by hand
  ok      Given up
3 of 3 cases passed.
`,
  ]);
});
