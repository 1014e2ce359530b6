import { expect, test } from 'vitest';
import { linesOf, loadFiles, withSteps } from '../support/load-files.ts';

/** What an author may write wrongly, with all that is said about it. The steps begin on line 5. */
const MISTAKES: readonly { readonly title: string; readonly steps: string; readonly more?: string; readonly says: readonly string[] }[] = [
  {
    title: 'a key that is misspelt',
    steps: `
  - { id: a, uses: demo.look, with: { thing: x }, tiemout: 4h }`,
    says: ['5:51 error unknown-key: The step `a` knows no key `tiemout`. -> Did you mean `timeout`?'],
  },
  {
    title: 'an action that is misspelt',
    steps: `
  - { id: a, uses: demo.lok, with: { thing: x } }`,
    says: ['5:20 error unknown-action: There is no action `demo.lok`. -> Did you mean `demo.look`?'],
  },
  {
    title: 'an action of no plugin',
    steps: `
  - { id: a, uses: git.branch }`,
    says: ['5:20 error unknown-action: There is no action `git.branch`. -> There are the plugins `demo`, `chat`; `runbook actions` lists their actions.'],
  },
  {
    title: 'a param that is misspelt, once',
    steps: `
  - { id: a, uses: demo.look, with: { thnig: x } }`,
    says: ['5:39 error unknown-param: demo.look has no param `thnig`. -> Did you mean `thing`?'],
  },
  {
    title: 'a param that is missing',
    steps: `
  - { id: a, uses: demo.look }
  - { id: b, uses: demo.look, with: { depth: 2 } }`,
    says: [
      '5:14 error missing-param: demo.look needs the param `thing`: What to look at. -> Write it under `with:`, or for all steps under `defaults: {demo: {thing: ...}}`.',
      '6:31 error missing-param: demo.look needs the param `thing`: What to look at. -> Write it under `with:`, or for all steps under `defaults: {demo: {thing: ...}}`.',
    ],
  },
  {
    title: 'params of the wrong type',
    steps: `
  - { id: a, uses: demo.look, with: { thing: 5, depth: "3", lens: wiede } }`,
    says: [
      '5:46 error wrong-type: This must be text, but it is the number 5. -> Put it in quotes: "5"',
      '5:56 error wrong-type: This must be a whole number, but it is text. -> Write 3 without quotes.',
      '5:67 error not-allowed: `wiede` is not one of `wide`, `narrow`. -> Did you mean `wide`?',
    ],
  },
  {
    title: 'a template inside a longer text where a number is wanted',
    steps: `
  - { id: a, uses: demo.look, with: { thing: x, depth: "a {{ inputs.n }}" } }`,
    more: `
inputs: { n: { type: integer } }`,
    says: ['5:56 error wrong-type: This must be a whole number, but it is text. -> A template keeps its type only where the whole value is one {{ path }}.'],
  },
  {
    title: 'what stands deep inside params',
    steps: `
  - id: a
    uses: demo.make
    with:
      thing: x
      parts: [1, -1, q]
      options: { a: yes }`,
    says: [
      '9:18 error out-of-range: This must be at least 0.',
      '9:22 error wrong-type: This must be a whole number, but it is text.',
      '10:21 error wrong-type: This must be true or false, but it is text. -> Write true.',
    ],
  },
  {
    title: 'a kind that is misspelt',
    steps: `
  - { id: a, use: demo.look }`,
    says: ['5:14 error unknown-key: A step knows no key `use`. -> Did you mean `uses`?'],
  },
  {
    title: 'no kind',
    steps: `
  - { id: a, name: x }`,
    says: [
      '5:5 error no-kind: This step says nothing to do. -> Write exactly one of `uses`, `run`, `wait`, `confirm`, `approve`, `manual`, `ask`, `stop`, `freeze`, `unfreeze`, `parallel`, `steps`, `runbook`.',
    ],
  },
  {
    title: 'two kinds',
    steps: `
  - { id: a, uses: demo.look, run: [x], with: { thing: x } }`,
    says: ['5:31 error two-kinds: A step does one thing, but this one has `uses` and `run`. -> Make two steps of it.'],
  },
  {
    title: 'keys of other kinds',
    steps: `
  - { id: a, confirm: x?, until: y, cwd: z }`,
    says: [
      '5:27 error misplaced-key: `until` does nothing in a `confirm` step. -> It belongs to steps with `uses` or `run`.',
      '5:37 error misplaced-key: `cwd` does nothing in a `confirm` step. -> It belongs to steps with `run`.',
    ],
  },
  {
    title: 'waits',
    steps: `
  - { id: a, wait: 15 }
  - { id: b, wait: 15 minutes }
  - { id: c, wait: { until: target.open, timeout: 1h } }
  - { id: d, wait: [1] }`,
    says: [
      '5:20 error wrong-type: This must be text or a map, but it is the number 15. -> Write it with a unit: "15s" or "15m".',
      '6:20 error bad-text: This must be a duration such as 90s, 15m, 1h30m or 2d, or one {{ path }}. -> Write `15m`.',
      '7:20 error missing-key: `wait` needs `every`. -> For example: every: 1m',
      '8:20 error wrong-type: This must be text or a map, but it is a list. -> For example: 15m',
    ],
  },
  {
    title: 'values of common keys',
    steps: `
  - { id: A, name: 3, timeout: 10, retry: { attempts: three, delay: 1s }, verify: 5, on-failure: wran, outputs: { Foo: x }, run: [a] }`,
    says: [
      '5:11 error bad-text: This must be lower-case letters, digits and _, beginning with a letter. -> Write `a`.',
      '5:20 error wrong-type: This must be text, but it is the number 3. -> Put it in quotes: "3"',
      '5:32 error wrong-type: This must be text, but it is the number 10. -> Write it with a unit: "10s" or "10m".',
      '5:55 error wrong-type: This must be a whole number, but it is text.',
      '5:83 error wrong-type: This must be text or a list or a map, but it is the number 5. -> Put it in quotes: "5"',
      '5:98 error not-allowed: `wran` is not one of `stop`, `warn`, `rollback`. -> Did you mean `warn`?',
      '5:115 error bad-name: The name `Foo` must be lower-case letters, digits and _, beginning with a letter. -> Write `foo`.',
    ],
  },
  {
    title: 'words of Ansible and of AWS Systems Manager',
    steps: `
  - id: a
    when: x
    run: [x]
    register: y
    timeoutSeconds: 4`,
    says: [
      '6:5 error unknown-key: The step `a` knows no key `when`. -> Write `if:`.',
      '8:5 error unknown-key: The step `a` knows no key `register`. -> Leave it out: every step keeps its outputs, `steps.ID.outputs`; name further ones under `outputs:`.',
      '9:5 error unknown-key: The step `a` knows no key `timeoutSeconds`. -> Write `timeout: 4s`.',
    ],
  },
  {
    title: 'words of GitHub Actions and Dagu',
    steps: `
  - id: a
    run: [x]
    timeout-minutes: 5
    continue-on-error: true
    depends: b
    needs: [c]`,
    says: [
      '7:5 error unknown-key: The step `a` knows no key `timeout-minutes`. -> Write `timeout: 5m`.',
      '8:5 error unknown-key: The step `a` knows no key `continue-on-error`. -> Write `on-failure: warn`.',
      '9:5 error unknown-key: The step `a` knows no key `depends`. -> Leave it out: steps run in the order in which they stand; `parallel` runs some side by side.',
      '10:5 error unknown-key: The step `a` knows no key `needs`. -> Leave it out: steps run in the order in which they stand; `parallel` runs some side by side.',
    ],
  },
  {
    title: 'env on a kind that has none',
    steps: `
  - { id: a, confirm: Sure?, env: { A: b } }`,
    says: ['5:30 error misplaced-key: `env` does nothing in a `confirm` step. -> It belongs to steps with `run`.'],
  },
  {
    title: 'reading steps that are none',
    steps: `
  - { id: a, run: [x], verify: { that: x } }
  - { id: b, run: [x], verify: [{ that: x }] }
  - { id: c, run: [x], check: { run: [x], uses: demo.look } }`,
    says: [
      '5:32 error no-kind: A reading step needs `uses` or `run`, one of the two. -> Write `{uses: plugin.verb, with: {...}}` or `{run: [...]}`; a list of conditions begins with `-`.',
      '6:33 error missing-key: `verify` needs `message`. -> For example: message: Do not go on. Ask on-call.',
      '7:31 error no-kind: A reading step needs `uses` or `run`, one of the two. -> Write `{uses: plugin.verb, with: {...}}` or `{run: [...]}`; a list of conditions begins with `-`.',
    ],
  },
  {
    title: 'what stands in a step of a group, a branch and a handler',
    steps: `
  - id: g
    steps:
      - id: p
        parallel:
          - { id: q, run: [x], on-failure: [{ id: r, wiat: 3s }] }`,
    says: ['9:54 error unknown-key: A step knows no key `wiat`. -> Did you mean `wait`?'],
  },
  {
    title: 'entries that are no steps',
    steps: `
  - just text
  - { id: b, run: [] }
  - { id: c, run: "" }
  -`,
    says: [
      '5:5 error wrong-type: This must be a map, but it is text. -> A step is a map: `- id: NAME`, and below it what it does.',
      '6:19 error empty: This list is empty. -> Write at least one entry, or leave the key out.',
      '7:19 error empty: This text is empty. -> Write something, or leave the key out.',
      '8:4 error wrong-type: This must be a map, but it is empty. -> A step is a map: `- id: NAME`, and below it what it does.',
    ],
  },
  {
    title: 'keys of the top level',
    steps: `
  - { id: a, run: [x] }`,
    more: `
vars: 1
rollback: {}
during-freeze: yes
window: { days: [mo], hours: 9-17 }
secrets: { s: { env: A, file: b }, t: {} }`,
    says: [
      '6:1 error unknown-key: The runbook knows no key `vars`. -> Write `inputs:` with a type each; a value that is computed goes under `outputs:` of a step.',
      '7:11 error missing-key: `rollback` needs `runbook`. -> For example: runbook: roll-back-shop',
      '8:16 error wrong-type: This must be true or false, but it is text. -> Write true.',
      '9:18 error not-allowed: `mo` is not one of `mon`, `tue`, `wed`, `thu`, `fri`, `sat`, `sun`. -> Did you mean `mon`?',
      '9:30 error bad-text: This must be hours such as 09:00-17:00.',
      '10:15 error out-of-range: At most 1 may be given here.',
      '10:39 error empty: This map is empty. -> Write at least one entry, or leave the key out.',
    ],
  },
];

test.each(MISTAKES)('$title', ({ steps, more, says }) => {
  const result = loadFiles({ 'a.yml': withSteps(steps.trimStart().replace(/^/, '  '), more?.trimStart()) });
  expect(linesOf(result.diagnostics)).toEqual(says);
  expect(result.status).toBe(says.some(line => line.includes(' error ')) ? 'invalid' : 'ok');
});
