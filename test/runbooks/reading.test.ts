import { expect, test } from 'vitest';
import { runbook } from '../support/cli.ts';

/** What the deploy guide tells the deployer, by its sections, as `show` says it. */
const TOLD: Readonly<Record<string, readonly string[]>> = {
  Cadence: ['on Tuesday and on Thursday', 'Other days need a reason', 'Tell on-call about an off-cycle deploy', 'Fridays, before a holiday, before a leave'],
  Communications: [
    'Err on the side of overcommunication',
    'post in Slack as it happens',
    '@login-appdev-oncall and @login-deployer',
    'other releases can be surprising',
  ],
  'Cut a release branch': [
    'https://gitlab.login.gov/lg/identity-pki',
    'https://checking-deploy.pivcac.staging.login.gov/api/deploy.json',
    'stages/rc-‹date›',
    'Cut the release branch and push it',
  ],
  'Pull request release': [
    '- `target`: `stages/prod`',
    'Deploy RC ‹rc.number or last.next› to Prod',
    'A full release adds one to the number, a patch release increments the fractional part.',
    'https://gitlab.login.gov/lg/identity-pki/-/releases/',
    '- `labels`: `status - promotion`',
  ],
  'Share the pull request': [
    '/Announce pending Login.gov release PR',
    'PIV/CAC (identity-pki)',
    '- `fields.link`: `‹mr.url›`',
    'cross-posts it to #login-delivery',
  ],
  'Resolving merge conflicts': [
    'A full release after a patch release often',
    'What is on main replaces all that is on stages/prod.',
    '- `strategy`: `ours`',
    'Force-pushing to an RC branch is safe.',
  ],
  Staging: ['`main` is deployed to staging every day'],
  Production: [
    'Merge the pull request (NOT squashed)',
    '/Announce a recycle',
    'The workflow tells #login-appdev and #login-devops.',
    'Ensure you have the latest identity-devops',
    'Check current server status',
    'Scale in the extra servers first',
    'Recycle the PKI instances to get the new code',
    'A new migration instance is created first',
    'Follow the progress of the hosts spinning up',
    'healthy in the load balancer',
    'PRODUCTION ONLY',
    'You must wait until after the original scale-down delay (15 minutes after the recycle).',
    'Set a timer for one hour',
    'Check New Relic again for errors',
  ],
  'Creating a release': [
    'Tag the release with your GPG key',
    'Check out stages/prod',
    'bin/tag-release',
    'https://github.com/18F/identity-pki/releases/new',
    'RC ‹promote.number›',
    'Click "Publish release"',
  ],
  'Rolling back': [
    "It's safer to roll back PKI to a known good state than leave it up in a possibly bad one.",
    'Is the error visible for users?',
    'bad data that could cause future errors',
    'confuse users or produce a wrong result',
    'Do you need more than 15 minutes to confirm how bad the error is?',
    'is a yes, roll back.',
    'https://outage.party/',
    'Staging is a pretty good match for production',
  ],
  'Scaling out': [
    'Remove the new servers, leave the old ones up',
    'new servers can start at any time, for more traffic or for other recycles such as configuration changes',
  ],
  'Steps to roll back': [
    '`mainline`: `1`',
    'revert-rc-‹number›',
    'somebody with admin merge permissions',
    'who can override waiting for CI',
    'as it stands above',
  ],
  Retrospective: ['Schedule a blameless retrospective', 'new checks, guardrails, or monitoring'],
};

test('nothing that the deploy guide tells the deployer is missing from `show pki-prod-deploy`', async () => {
  const { stdout } = await runbook(['show', 'pki-prod-deploy']);
  const missing = Object.entries(TOLD).flatMap(([section, facts]) => facts.filter(fact => !stdout.includes(fact)).map(fact => `${section}: ${fact}`));
  expect(missing).toEqual([]);
});
