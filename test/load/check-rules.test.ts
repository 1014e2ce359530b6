import { expect, test } from 'vitest';
import { linesOf, loadFiles, withSteps } from '../support/load-files.ts';

/** What has the right shape and the wrong meaning. The steps begin on line 5. */
const MISTAKES: readonly { readonly title: string; readonly steps: string; readonly more?: string; readonly says: readonly string[] }[] = [
  {
    title: 'a template in a script',
    steps: `
  - id: a
    run: |
      set -x
      echo "{{ inputs.the_repo }}" $(cat {{ inputs.b }})`,
    more: `
inputs: { the_repo: { type: string }, b: { type: string } }`,
    says: [
      '8:13 error template-in-shell: The shell would read the value of {{ inputs.the_repo }} as code. -> Hand it over as a variable, and write "$THE_REPO" in the script: `env: { THE_REPO: "{{ inputs.the_repo }}" }`',
      '8:42 error template-in-shell: The shell would read the value of {{ inputs.b }} as code. -> Hand it over as a variable, and write "$B" in the script: `env: { B: "{{ inputs.b }}" }`',
    ],
  },
  {
    title: 'a template in the script of a shell in list form, however it is called',
    steps: `
  - { id: a, run: [sh, -c, "echo {{ run.id }}"] }
  - { id: b, run: [env, A=b, /bin/bash, -euo, pipefail, -c, "echo {{ run.id }}"] }
  - { id: c, run: [aws-vault, exec, x, --, sudo, -u, y, sh, -ec, "echo {{ run.id }}"] }
  - { id: d, run: [sh, -c, 'echo "$1"', sh, "{{ run.id }}"] }`,
    says: [
      '5:34 error template-in-shell: The shell would read the value of {{ run.id }} as code. -> Hand it over as a variable, and write "$ID" in the script: `env: { ID: "{{ run.id }}" }`',
      '6:67 error template-in-shell: The shell would read the value of {{ run.id }} as code. -> Hand it over as a variable, and write "$ID" in the script: `env: { ID: "{{ run.id }}" }`',
      '7:72 error template-in-shell: The shell would read the value of {{ run.id }} as code. -> Hand it over as a variable, and write "$ID" in the script: `env: { ID: "{{ run.id }}" }`',
    ],
  },
  {
    title: 'a template in a script of a check',
    steps: `
  - { id: a, run: [x], check: { run: "test -e '{{ run.id }}'" } }`,
    says: [
      '5:48 error template-in-shell: The shell would read the value of {{ run.id }} as code. -> Hand it over as a variable, and write "$ID" in the script: `env: { ID: "{{ run.id }}" }`',
    ],
  },
  {
    title: `a template that another machine's shell reads`,
    steps: `
  - { id: a, run: [ssh, -p, "22", host, "ls {{ run.id }}"] }
  - { id: b, run: [ssh, "{{ run.id }}", ls] }`,
    says: [
      '5:45 warning template-over-ssh: The shell at the other end reads the value of {{ run.id }} as code. -> Use it only for an input that cannot hold spaces, quotes or `;`, and say so with its `pattern`: "^[a-z][a-z0-9.-]*$".',
    ],
  },
  {
    title: 'ids that are there twice',
    steps: `
  - { id: a, run: [x] }
  - id: g
    steps:
      - { id: a, run: [x] }`,
    says: ['8:15 error duplicate-id: The id `a` is already used on line 5. -> Ids are unique in a runbook, groups and branches included.'],
  },
  {
    title: 'polls',
    steps: `
  - { id: a, run: [x], effect: read, until: outputs.exit_code == 0, every: 0s, timeout: 1m }
  - { id: b, run: [x], until: outputs.exit_code == 0, every: 1s }
  - { id: c, run: [x], effect: read, until: outputs.exit_code == 0, every: 1s }
  - { id: d, run: [x], effect: read, until: outputs.exit_code == 0 }
  - { id: e, run: [x], effect: read, every: 5s }
  - { id: f, uses: chat.post, with: { text: x }, until: target.open, every: 5s }
  - { id: g, wait: { until: target.open, every: 1m } }
  - { id: h, wait: { until: target.open, every: 1m }, timeout: 1h }`,
    says: [
      '5:76 error out-of-range: `every` must be more than nothing. -> Write `every: 30s`.',
      '6:24 error not-a-reading-step: `until` looks again and again, and this command does not only read. -> Look in a step of its own: a reading action, or `run` with `effect: read`.',
      '7:38 warning poll-without-timeout: This looks for ever if `until` never holds. -> Write `timeout: 10m`.',
      '8:38 error until-without-every: `until` needs `every`: how often to look. -> Write `every: 30s`.',
      '9:38 error every-without-until: `every` says how often to look, but no `until` says for what. -> Write `until: CONDITION`.',
      '10:50 error not-a-reading-step: `until` looks again and again, and chat.post does not only read. -> Look in a step of its own: a reading action, or `run` with `effect: read`.',
      '11:22 warning poll-without-timeout: This looks for ever if `until` never holds. -> Write `timeout: 10m`.',
    ],
  },
  {
    title: 'a check that changes',
    steps: `
  - { id: c, run: [x], check: { uses: chat.post, with: { text: a } } }`,
    says: ['5:39 error not-a-reading-step: chat.post does not only read, so it cannot be a check or verify. -> Use a reading action.'],
  },
  {
    title: 'keys that need others',
    steps: `
  - { id: r, run: [x], on-failure: rollback, interrupted: check, message: x, as: inputs }`,
    says: [
      '5:36 error no-rollback: There is no `rollback:` that `on-failure: rollback` could start. -> Write `rollback: {runbook: NAME}` at the top level.',
      '5:59 error no-check: `interrupted: check` needs a `check`, and there is none. -> Write `check:`, or `interrupted: ask`.',
      '5:66 warning message-without-verify: `message` is what a failed `verify`, a `timeout` or a `repeat` says, and there is none. -> Write `verify: CONDITION`.',
      '5:78 error as-without-foreach: `as` names the item of a `foreach`, and there is none. -> Write `foreach: LIST`.',
      '5:82 error reserved-name: `inputs` already means something in templates and conditions. -> Choose another name.',
    ],
  },
  {
    title: 'an interactive step among others',
    steps: `
  - { id: p, parallel: [{ id: g, steps: [{ id: q, run: [x], interactive: true }] }] }`,
    says: [
      '5:61 error interactive-in-parallel: An interactive step cannot run beside others: there is one terminal. -> Move it before or after the `parallel`.',
    ],
  },
  {
    title: 'a rollback from where none can start',
    steps: `
  - { id: a, run: [x], on-failure: [{ id: b, run: [y], on-failure: rollback }] }`,
    more: `
finally:
  - { id: c, run: [z], on-failure: rollback }
rollback: { runbook: sample }`,
    says: [
      '5:68 error no-rollback-here: A rollback cannot be started from here: the run is already dealing with a failure or at its end. -> Write `on-failure: warn`.',
      '7:36 error no-rollback-here: A rollback cannot be started from here: the run is already dealing with a failure or at its end. -> Write `on-failure: warn`.',
      '8:22 error runbook-cycle: These runbooks run each other without end: sample -> sample. -> Leave one of these calls out.',
    ],
  },
  {
    title: 'groups, calendars and people',
    steps: `
  - { id: a, approve: { by: [opps] } }
  - { id: b, approve: { by: [ops], min: 3 } }`,
    more: `
window: { not-day-before: us }`,
    says: [
      '5:30 error unknown-group: The configuration has no group `opps`, so nobody could approve. -> Did you mean `ops`?',
      '6:41 error too-few-approvers: 3 people must approve, but the groups have only 2. -> Lower `min`, or add people to the groups.',
      '7:27 warning unknown-calendar: The configuration has no holiday calendar `us`. -> Write `holidays: {us: {country: US}}`, or its days, in runbook.config.yml.',
    ],
  },
  {
    title: 'a connection of another plugin',
    steps: `
  - { id: a, uses: demo.look, connection: talk, with: { thing: x } }`,
    says: [
      '5:43 error foreign-connection: The connection `talk` is one of chat, but the action belongs to demo. -> Name a connection with `plugin: demo`, or leave `connection` out.',
    ],
  },
  {
    title: 'inputs that contradict themselves',
    steps: `
  - { id: a, run: [x] }`,
    more: `
inputs:
  a: { type: strng }
  b: { type: integer, pattern: a }
  c: { type: string, pattern: "(" }
  d: { type: string, enum: [a, 1], default: b }
  e: { type: integer, minimum: 5, maximum: 2 }
  F: { type: string }
  g: {}
  h: { type: string, format: date, default: "{{ today }}" }
  i: { type: string, default: null }`,
    says: [
      '7:14 error not-allowed: `strng` is not one of `string`, `integer`, `number`, `boolean`, `array`, `object`. -> Did you mean `string`?',
      '8:23 error wrong-limit: `pattern` says nothing about a value of type integer. -> Remove it, or change the type.',
      '9:31 error bad-pattern: This is no regular expression: Unterminated group.',
      '10:32 error bad-enum: This value of `enum` wants text, not the number 1.',
      '10:45 error bad-default: The default must be one of "a", 1.',
      '11:32 error reversed-limits: `minimum` is larger than `maximum`: no value fits.',
      '12:3 error bad-name: The name `F` must be lower-case letters, digits and _, beginning with a letter. -> Write `f`.',
      '13:6 error missing-key: `g` needs `type`.',
    ],
  },
  {
    title: 'fields of a question',
    steps: `
  - { id: a, ask: { n: { type: integer, default: x } } }`,
    says: ['5:50 error bad-default: The default wants a whole number, not the string "x".'],
  },
  {
    title: 'defaults',
    steps: `
  - { id: a, uses: demo.look }
  - { id: b, uses: demo.look, with: { depth: 2 } }`,
    more: `
defaults:
  demo: { thing: 5, dpeth: 3 }
  dmo: { a: 1 }`,
    says: [
      '8:18 error wrong-type: This must be text, but it is the number 5. -> Put it in quotes: "5"',
      '8:21 error unused-default: No action of demo has the param `dpeth`. -> Did you mean `depth`?',
      '9:3 error unknown-plugin: There is no plugin `dmo`. -> Did you mean `demo`?',
    ],
  },
];

test.each(MISTAKES)('$title', ({ steps, more, says }) => {
  const result = loadFiles({ 'a.yml': withSteps(steps.trimStart().replace(/^/, '  '), more?.trimStart()) }, { connections: { talk: { plugin: 'chat' } } });
  expect(linesOf(result.diagnostics)).toEqual(says);
  expect(result.status).toBe(says.some(line => line.includes(' error ')) ? 'invalid' : 'ok');
});
