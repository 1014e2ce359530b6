import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { clientsOn } from '../support/asg-harness.ts';
import { execute, repository } from '../support/cli.ts';
import { hasMoto, MOTO_ENV, startMoto } from '../support/moto.ts';
import { toEntries } from '../support/rehearsal.ts';

const lacking = [
  ...(hasMoto() ? [] : ['moto_server is not on the PATH']),
  ...(spawnSync('gpg', ['--version'], { stdio: 'ignore' }).status === 0 ? [] : ['gpg is not on the PATH']),
];
if (lacking.length > 0) console.info(`left out: the PKI deploy against moto with a real GPG key: ${lacking.join(', ')}`);

let base: string;
let home: string;
beforeEach(() => {
  base = realpathSync(mkdtempSync(join(tmpdir(), 'pki-')));
  home = join(base, 'gpg');
});
afterEach(() => {
  spawnSync('gpgconf', ['--homedir', home, '--kill', 'gpg-agent'], { stdio: 'ignore' });
  rmSync(base, { recursive: true, force: true });
});

test.skipIf(lacking.length > 0)(
  'the real runbook deploys against moto with real git, and tags the release with a real GPG key',
  { timeout: 240_000 },
  async () => {
    makeKey();
    const moto = await startMoto();
    try {
      const [runbook, folder] = [copyRunbooks(), join(base, 'world')];
      const program = join(repository, 'test/support/moto-program.ts');
      const ended = await execute([process.execPath, program, moto.url, home, 'rehearse', runbook, '--yes', '--json', '--keep', folder]);
      const last = toEntries(ended.stdout).at(-1);
      expect({ stderr: ended.stderr, last }).toMatchObject({ stderr: '', last: { type: 'run-finished', status: 'succeeded', incomplete: [] } });

      const clone = join(folder, 'git/clones/identity_pki');
      const git = (...args: readonly string[]) => spawnSync('git', ['-C', clone, ...args], { env: { ...process.env, GNUPGHOME: home }, encoding: 'utf8' });
      const merge = git('ls-remote', 'origin', 'refs/heads/stages/prod').stdout.split('\t')[0] ?? '';
      const tag = git('tag', '--points-at', merge).stdout.trim();
      expect(git('ls-remote', 'origin', `refs/tags/${tag}^{}`).stdout).toBe(`${merge}\trefs/tags/${tag}^{}\n`);
      expect(git('verify-tag', '--raw', tag).stderr).toMatch(/GOODSIG [0-9A-F]+ ana <ana@example\.test>/);
      expect(await groupAt(moto.url)).toEqual({ desired: 2, scheduled: [], shas: [merge, merge], areProtected: [true, true] });
    } finally {
      await moto.stop();
    }
  },
);

/** The runbooks as they are; of their world only the gpg of the rehearsal is left out, so that the real one is found. */
function copyRunbooks(): string {
  const [from, to] = [join(repository, 'runbooks'), join(base, 'runbooks')];
  mkdirSync(to);
  for (const name of ['pki-prod-deploy', 'pki-recycle', 'pki-rollback']) copyFileSync(join(from, `${name}.yml`), join(to, `${name}.yml`));
  const world = readFileSync(join(from, 'pki-prod-deploy.world.yml'), 'utf8').replace(/, gpg: \{[^}]*\}/, '');
  expect(world).not.toMatch(/programs:.*gpg/);
  writeFileSync(join(to, 'pki-prod-deploy.world.yml'), world);
  return join(to, 'pki-prod-deploy.yml');
}

/** A throwaway key of the world's person, without a passphrase. */
function makeKey(): void {
  mkdirSync(home, { mode: 0o700 });
  const args = ['--homedir', home, '--batch', '--quiet', '--passphrase', '', '--quick-gen-key', 'ana <ana@example.test>', 'ed25519', 'sign', 'never'];
  execFileSync('gpg', args, { stdio: 'pipe' });
}

async function groupAt(url: string) {
  const { others, machines } = clientsOn(url, MOTO_ENV);
  const [group] = (await others.describeAutoScalingGroups({ AutoScalingGroupNames: ['prod-pivcac'] })).AutoScalingGroups ?? [];
  const servers = group?.Instances ?? [];
  const { Reservations = [] } = await machines.describeInstances({ InstanceIds: servers.map(({ InstanceId = '' }) => InstanceId) });
  const tags = Reservations.flatMap(({ Instances = [] }) => Instances.map(({ Tags = [] }) => Tags));
  return {
    desired: group?.DesiredCapacity,
    scheduled: (await others.describeScheduledActions({ AutoScalingGroupName: 'prod-pivcac' })).ScheduledUpdateGroupActions,
    shas: tags.map(all => all.find(({ Key }) => Key === 'gitsha:pivcac')?.Value),
    areProtected: servers.map(({ ProtectedFromScaleIn }) => ProtectedFromScaleIn),
  };
}
