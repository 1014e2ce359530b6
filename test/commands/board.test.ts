import { expect, test } from 'vitest';
import { openLoopback } from '../support/loopback.ts';
import { makeProject } from '../support/project.ts';

const DAY = 86_400_000;
const ago = (ms: number): string => new Date(Date.now() - ms).toISOString();
const [OLD, NEW] = ['a'.repeat(40), 'b'.repeat(40)];

/** A service that tells commits, compares them, and knows one open request. */
const ANSWERS: Readonly<Record<string, { readonly status: number; readonly body: unknown }>> = {
  '/old': { status: 200, body: { sha: OLD } },
  '/new': { status: 200, body: { sha: NEW } },
  [`/compare/${OLD}/${NEW}`]: {
    status: 200,
    body: [
      { subject: "Mend the header, it's \u001b[31mred", author: 'ben', date: ago(3 * DAY + 60_000) },
      { subject: 'Show artists', author: 'cho', date: ago(3_700_000) },
    ],
  },
  '/request': { status: 200, body: { open: true, since: ago(20 * 3_600_000 + 30_000), url: 'https://example.com/pull/7' } },
  '/down': { status: 500, body: { message: 'no' } },
};

const config = (url: string): string => `
version: 1
time-zone: UTC
projects:
  even:
    title: Positron
    target: shop/even
    stages: [{ name: staging, uses: http.get, with: { url: "${url}/old" }, commit: outputs.body.sha }, { name: production, uses: http.get, with: { url: "${url}/old" }, commit: outputs.body.sha }]
  behind:
    title: Force
    target: shop/prod
    runbook: release
    stages: [{ name: staging, uses: http.get, with: { url: "${url}/new" }, commit: outputs.body.sha }, { name: production, uses: http.get, with: { url: "${url}/old" }, commit: outputs.body.sha }]
    compare: { uses: http.get, with: { url: "${url}/compare/{{ behind }}/{{ ahead }}" }, commits: outputs.body }
    request: { uses: http.get, with: { url: "${url}/request" }, open: outputs.body.open, opened: outputs.body.since, url: outputs.body.url, rest: 24h }
  broken:
    title: Convection
    stages: [{ name: staging, uses: http.get, with: { url: "${url}/down" }, commit: outputs.body.sha }, { name: production, uses: http.get, with: { url: "${url}/old" }, commit: outputs.body.sha }]
`;
const RELEASE = `
version: 1
name: release
title: Release
target: shop/prod
window: { hours: "00:00-00:00", start: anytime }
steps: [{ id: go, run: [sh, -c, exit 3], effect: read }]
`;

async function open() {
  const { url } = await openLoopback(({ path }) => ({ status: ANSWERS[path]?.status ?? 404, body: JSON.stringify(ANSWERS[path]?.body ?? null) }));
  return makeProject({ 'runbook.config.yml': config(url), 'runbooks/release.yml': RELEASE });
}

test('the board sorts by what needs attention, and what nobody can tell is never in step', async () => {
  const at = await open();
  await at.cli(['freeze', 'shop/even', '--reason', 'QA is not done', '--until', '2099-01-01']);
  const board = await at.cli(['board']);
  expect(board.stderr).toBe('');
  expect(board.stdout.replaceAll(/by \w+ until/g, 'by ANA until').split('\n')).toEqual([
    'Nobody can tell',
    '✖ Convection  staging: ?, production: aaaaaaa',
    '    staging: `outputs.body.sha` does not exist',
    '',
    'Out of step',
    '● Force  production is 2 commits behind staging',
    '    cho, ben; the oldest 3d old',
    expect.stringMatching(/^ {4}It is \d\d:\d\d \(UTC\); deploys are at 00:00-00:00\.$/),
    '    request open for 20h: https://example.com/pull/7',
    expect.stringMatching(/^ {6}it rests for 3h59m more$/),
    '',
    'In step',
    '✔ Positron  staging = production at aaaaaaa',
    '    shop/even is frozen by ANA until 2099-01-01T00:00:00.000Z: QA is not done',
    '',
  ]);
  expect(board.code).toBe(1);
});

test('one project shows its commits and its last run; one that wants somebody stands first', async () => {
  const at = await open();
  expect((await at.cli(['run', 'release', '--non-interactive'])).code).toBe(1);
  const board = await at.cli(['board', 'behind']);
  expect(board.code).toBe(0);
  expect(board.stdout.split('\n').slice(0, 5)).toEqual([
    'A run wants somebody',
    '◷ Force  production is 2 commits behind staging',
    '    cho, ben; the oldest 3d old',
    '      Show artists (cho, 1h)',
    "      Mend the header, it's red (ben, 3d)",
  ]);
  expect(board.stdout).toMatch(/ {4}last run: release by \w+ \d+[sm] ago, failed\n$/);
  const { projects } = JSON.parse((await at.cli(['board', '--json'])).stdout) as { projects: { name: string; standing: string }[] };
  expect(projects.map(({ name, standing }) => `${name} ${standing}`)).toEqual(['broken error', 'behind attention', 'even even']);
  expect(projects[1]).toMatchObject({
    severity: 2 + 4 + 9,
    gaps: [{ ahead: 'staging', behind: 'production', differs: true, commits: [{ author: 'ben' }, { author: 'cho' }], error: null }],
    request: { url: 'https://example.com/pull/7' },
    window: { open: false },
    freeze: null,
    run: { runbook: 'release', status: 'failed' },
  });
});

test('a board without projects, and a project that is not there, say what to write', async () => {
  const none = makeProject({ 'runbook.config.yml': 'version: 1\n' });
  expect(await none.cli(['board'])).toMatchObject({
    code: 2,
    stderr: 'The configuration has no projects. The board compares the stages of each: write `projects:` into runbook.config.yml, as README.md shows.\n',
  });
  const at = await open();
  expect(await at.cli(['board', 'behnid'])).toMatchObject({ code: 2, stderr: 'There is no project behnid. Did you mean behind?\n' });
});
