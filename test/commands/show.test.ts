import { expect, test } from 'vitest';
import { type Project, makeProject } from '../support/project.ts';

const RUNBOOK = `version: 1
name: pack
title: Pack the logs
description: |
  For whoever is on call.
  - It takes a minute; see https://example.com/logs
target: logs/{{ inputs.folder }}
window: { days: [tue], hours: 09:00-17:00, override: never }
inputs:
  folder: { type: string, default: logs, description: Folder with the log files }
  least: { type: integer, minimum: 1, description: "Fewer are suspicious" }
secrets: { token: { env: PACK_TOKEN } }
steps:
  - id: look
    name: Count the files
    run: [ls, "{{ inputs.folder }}"]
    effect: read
    outputs: { count: outputs.stdout.split("\\n").size() }
    verify: outputs.count >= inputs.least
    message: Is {{ inputs.folder }} the right folder?
  - id: go
    if: steps.look.outputs.count > 100 && !(inputs.folder in ['a', 'b'])
    confirm: Pack {{ steps.look.outputs.count }} files?
    show: ["In {{ inputs.folder }}"]
    timeout: 2h
    on-failure: warn
  - id: pack
    check: { run: [test, -f, logs.tar] }
    run: tar -cf logs.tar "$FOLDER"
    env: { FOLDER: "{{ inputs.folder }}" }
    effect: change
    retry: { attempts: 3, delay: 10s }
    on-failure:
      - { id: tidy, run: [rm, -f, logs.tar], effect: change }
  - id: rest
    name: Send it away
    steps:
      - { id: cool, wait: 1h30m }
      - { id: send, uses: http.post, with: { url: "https://example.com", json: { a: { b: 1 } } }, manual: "Mail it" }
finally:
  - id: tell
    manual: |
      Tell the others:
      - [ ] in Slack
`;

const project = (): Project => makeProject({ 'runbooks/pack.yml': RUNBOOK });

test('a runbook as the document that it replaces', async () => {
  const { stdout, code } = await project().cli(['show', 'pack']);
  expect(code).toBe(0);
  expect(stdout).toBe(`# Pack the logs

For whoever is on call.

- It takes a minute; see <https://example.com/logs>

## Before you begin

- **It changes**: \`logs/‹folder›\` (only one run at a time may)
- **When**
  - on Tuesday
  - at 09:00-17:00 (UTC)
  - at no other time
- **Secrets**
  - \`token\`, from the variable \`PACK_TOKEN\`

**Inputs**

| Input | What it is | Value |
| --- | --- | --- |
| \`folder\` | Folder with the log files | text, default \`logs\` |
| \`least\` | Fewer are suspicious | whole number ≥ 1, required |

In angle marks stand values: ‹folder› is an input, ‹look.count› is what the step look found.

\`\`\`sh
npx runbook plan pack      # what it would do now
npx runbook rehearse pack  # practise it
npx runbook run pack       # do it
\`\`\`

## Steps

### 1. Count the files \`look\`

Reads with this command:

\`\`\`sh
ls ‹folder›
\`\`\`

**It must hold that** \`count\` is at least \`inputs.least\`. If not: Is ‹folder› the right folder?

It notes \`count\` (\`stdout.split("\\n").size()\`).

### 2. go \`go\`

**Only if** \`look.count\` is more than \`100\` and not (\`inputs.folder\` is one of \`a\`, \`b\`).

**Answer yes or no:** Pack ‹look.count› files?

Shown with it:

- In ‹folder›

If nobody answers within 2 hours, it fails.

If it fails, the run goes on; it is listed at the end as incomplete.

### 3. pack \`pack\`

Already done, and so not done again, if this look says so:

Reads with this command:

\`\`\`sh
test -f logs.tar
\`\`\`

Changes something with this command:

\`\`\`sh
tar -cf logs.tar "$FOLDER"
\`\`\`

where \`FOLDER=‹folder›\`

Where it fails it is tried up to 3 times, 10 seconds apart.

**If it fails:**

#### 3.F1. tidy \`tidy\`

Changes something with this command:

\`\`\`sh
rm -f logs.tar
\`\`\`

### 4. Send it away \`rest\`

#### 4.1. cool \`cool\`

**Wait 1 hour 30 minutes**.

#### 4.2. send \`send\`

**Changes** · \`http.post\` · Posts JSON or text to a web address

- \`url\`: \`https://example.com\`
- \`json.a.b\`: \`1\`

> Without a connection do it by hand:
>
> Mail it

## At the end, however it ends

### Z1. tell \`tell\`

**By hand:**

Tell the others:

- [ ] in Slack
`);
});

test('a run of it, with what happened at each step', async () => {
  const made = makeProject({
    'runbooks/pack.yml': `version: 1
name: pack
title: Pack
inputs: { folder: { type: string, default: logs } }
steps:
  - { id: skip, if: "inputs.folder == 'x'", run: ["true"], effect: read }
  - { id: each, foreach: "['a', 'b']", run: [echo, "{{ item }}"], effect: read }
  - { id: sure, confirm: Sure?, show: ["x of {{ inputs.folder }}"] }
  - { id: fail, run: [sh, -c, "exit 3"], effect: read, message: Ask Ana. }
  - { id: never, wait: 1s }
`,
  });
  await made.cli(['run', 'pack', '--yes']);
  const { stdout, code } = await made.cli(['show', '--run', 'last']);
  const steady = stdout
    .replaceAll(/pack-\d{8}-[0-9a-f]+/g, 'RUN')
    .replaceAll(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d/g, 'THEN')
    .replace(/started by \S+/, 'started by ME')
    .replaceAll(/by \S+ at THEN/g, 'by ME at THEN')
    .replace(/ after \d+ \w+/, ' after A WHILE');
  expect(code).toBe(0);
  expect(steady).toContain(
    `> Run \`RUN\` of \`pack\`, started by ME at THEN. **failed** after A WHILE.\n>\n> Failed at fail: \`sh\` ended with exit code 3 \`exit-code\`\n`,
  );
  expect(steady).toContain("### 1. skip `skip`\n\n**skipped**: only if inputs.folder == 'x'.\n");
  expect(steady).toContain('`each[b]` **succeeded** at THEN.\n\n<details>\n<summary>What it gave</summary>\n\n- `stdout`: `b`\n\n</details>\n');
  expect(steady).toContain(
    '### 3. sure `sure`\n\n**succeeded** at THEN.\n\n<details>\n<summary>What was shown</summary>\n\nSure?\n\n- x of logs\n\n</details>\n\nyes by ME at THEN\n',
  );
  expect(steady).toContain('> `sh` ended with exit code 3 `exit-code`\n');
  expect(steady).toContain('### 5. never `never`\n\n**not reached**\n');
});

test('into a file, in the format that its name says; for programs as JSON', async () => {
  const made = project();
  expect(await made.cli(['show', 'pack', '-o', 'pack.html'])).toMatchObject({ code: 0, stdout: 'wrote pack.html\n' });
  expect(made.read('pack.html')).toMatch(/^<!doctype html>/);
  expect(JSON.parse((await made.cli(['show', 'pack', '--json'])).stdout)).toMatchObject({ title: 'Pack the logs', blocks: expect.any(Array) });
});

test.each([
  [['show'], 'Say which runbook (`runbook show NAME`) or which run (`runbook show --run last`).\n'],
  [['show', 'pack', '--format', 'pdf'], 'There is no format pdf. Write markdown or html.\n'],
  [['show', 'pack', '-o', 'no/such/x.md'], expect.stringMatching(/^no\/such\/x\.md cannot be written: ENOENT.*\n$/)],
  [['show', '--run', 'last'], 'There are no runs yet. `runbook run NAME` starts one.\n'],
])('%j is refused', async (args, stderr) => {
  expect(await project().cli(args)).toMatchObject({ code: 2, stdout: '', stderr });
});
