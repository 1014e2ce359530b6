import { execFileSync } from 'node:child_process';
import type { JsonObject } from '../../engine/core/json.ts';
import type { World } from '../../engine/rehearse/open-world.ts';
import type { WorldFile } from '../../engine/rehearse/world-file.ts';
import { plugins } from '../../plugins/index.ts';
import { useWorld } from './use-world.ts';

const SHA256 = (letter: string): string => `sha256:${letter.repeat(64)}`;

const MANIFEST = `apiVersion: v1
kind: ConfigMap
metadata: { name: force-environment }
data: { SINCE: "2026-03-10" }
`;

/** One world in which every action's examples make sense. */
export const FIDELITY_WORLD = {
  version: 1,
  name: 'fidelity',
  title: 'A world for every example',
  clock: '2026-03-10T10:00:00-04:00',
  starter: 'ana',
  people: { ana: [] },
  git: {
    identity_pki: {
      origin: 'gitlab',
      history: { main: ['base', 'feature-a', 'fix-cac'], 'stages/prod': ['base', { merge: 'rc-111', from: ['feature-a'] }] },
      tags: { '2026-03-10T190412': 'rc-111' },
    },
    force: {
      history: {
        main: ['first', 'lift', { commit: 'fix', author: 'ben', message: 'Fix the header (#12)' }],
        release: ['first', 'lift'],
        staging: ['first', 'lift', 'fix'],
      },
      tags: { '2026-03-10T190412': 'lift' },
      files: { 'hokusai/config.yml': { text: 'project-name: force\n' }, 'hokusai/production.yml': { text: MANIFEST } },
    },
  },
  gitlab: { 'lg/identity-pki': {} },
  github: { 'artsy/force': {} },
  circleci: {
    'gh/artsy/force': {
      repository: 'force',
      branches: {
        release: { workflow: 'release', jobs: [{ name: 'test' }, { name: 'hold', approval: true }, { name: 'deploy' }] },
        main: { workflow: 'build', jobs: [{ name: 'build' }] },
      },
    },
  },
  http: { 'https://bot.example.com/notes': {} },
  slack: { channels: ['releases'], workflow: { 'announce-release': { fields: ['application', 'link'], to: ['releases'] } } },
  asg: { 'prod-pivcac': { size: { min: 1, desired: 2, max: 4 }, boots: { branch: 'stages/prod', takes: '6m' }, protected: true, balancer: 'classic' } },
  ecr: {
    force: {
      images: [
        { commit: 'lift', tags: ['production'] },
        { commit: 'fix', tags: ['staging'] },
      ],
    },
  },
  k8s: { production: { deployments: { 'force-web': { image: 'force:production' }, 'force-worker': { image: 'force:production' } } } },
  hokusai: {},
  programs: { hokusai: {}, kubectl: {} },
} as unknown as WorldFile;

/** Minutes until an effect shows, where it does not at once. */
export const SETTLES: Readonly<Record<string, number>> = { 'asg.remove_old': 3, 'asg.remove_new': 3, 'hokusai.deploy': 3, 'hokusai.promote': 3 };

/** What must have happened before an action's example makes sense; returns the params that only this world knows. */
export type Arrange = (at: Arranged) => Promise<JsonObject>;

export interface Arranged {
  readonly world: World;
  use(name: string, params: JsonObject): Promise<JsonObject>;
  /** git in the clone of a repository. */
  git(repository: string, ...args: readonly string[]): string;
  pass(minutes: number): Promise<void>;
  clone(repository: string): string;
}

export function arrangedIn(world: World): Arranged {
  const clone = (repository: string): string => `${world.folder}/git/clones/${repository}`;
  return {
    world,
    clone,
    use: async (name, params) => (await useWorld(world, plugins, connectionOf(world, name)).use(name, params)).outputs,
    git: (repository, ...args) =>
      execFileSync('git', ['-C', clone(repository), ...args], { env: { ...world.environment() }, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim(),
    pass: minutes => world.clock.advanceTo(world.clock.now() + minutes * 60_000),
  };
}

/** The connection that the world makes for an action's plugin. */
export function connectionOf(world: World, name: string): string {
  const plugin = name.slice(0, name.indexOf('.'));
  const { connections } = world.configure({ 'time-zone': 'UTC', connections: {}, groups: {}, holidays: {}, absences: [] });
  return Object.entries(connections).find(([, config]) => config.plugin === plugin)?.[0] ?? plugin;
}

const GROUP = { env: 'prod', role: 'pivcac' };
const PKI: Arrange = async ({ clone }) => ({ repo: clone('identity_pki') });
const recycled: Arrange = async ({ use }) => (await use('asg.recycle', { ...GROUP, spin_down: '15m' }), {});

/** Old and new servers side by side, the scale-down behind them. */
async function bothGenerations({ use, pass, world }: Arranged): Promise<readonly string[]> {
  await use('asg.recycle', { ...GROUP, spin_down: '15m' });
  await pass(20);
  const view = (await world.view()) as { asg: { 'prod-pivcac': { instances: readonly { id: string; launched: string }[] } } };
  return view.asg['prod-pivcac'].instances.toSorted((a, b) => (a.launched < b.launched ? -1 : 1)).map(({ id }) => id);
}

async function workflowOf({ use, pass }: Arranged, branch: string): Promise<JsonObject> {
  const { id = '' } = await use('circleci.trigger', { project: 'gh/artsy/force', branch });
  await pass(2);
  return { workflow: (await use('circleci.workflow', { pipeline: id }))['id'] ?? '' };
}

async function pullRequest({ use }: Arranged): Promise<JsonObject> {
  const { number = 0 } = await use('github.open_pull_request', { repo: 'artsy/force', head: 'staging', base: 'release', title: 'Deploy' });
  return { number };
}

export const ARRANGE: Readonly<Record<string, Arrange>> = {
  'asg.postpone': async at => {
    await recycled(at);
    await at.pass(10);
    return {};
  },
  'asg.cancel_recycle': recycled,
  'asg.remove_old': async at => ({ keep: (await bothGenerations(at)).slice(-2) }),
  'asg.remove_new': async at => ({ ids: (await bothGenerations(at)).slice(-2) }),
  'circleci.approve': at => workflowOf(at, 'release'),
  'circleci.cancel': at => workflowOf(at, 'release'),
  'circleci.rerun': async at => {
    await at.world.stepStarted('fails');
    return workflowOf(at, 'main');
  },
  'ecr.tag': async ({ use }) => ({ digest: (await use('ecr.image', { repository: 'force', tag: 'staging' }))['digest'] ?? '' }),
  'git.branch': PKI,
  'git.merge': async at => {
    const params = await PKI(at);
    await at.use('git.branch', { ...params, name: 'stages/rc-2026-03-10', from: 'origin/main', push: true });
    return params;
  },
  'git.pull': async at => {
    at.git('identity_pki', 'reset', '--quiet', '--hard', 'HEAD~1');
    return PKI(at);
  },
  'git.revert': PKI,
  'github.assign': pullRequest,
  'github.merge': async at => {
    const { number = 0 } = await pullRequest(at);
    return { number, sha: (await at.use('github.pull_request', { repo: 'artsy/force', number }))['head_sha'] ?? '' };
  },
  'github.tag': async ({ use }) => ({ sha: (await use('github.ref', { repo: 'artsy/force', ref: 'heads/release' }))['sha'] ?? '' }),
  'gitlab.merge': async ({ use, pass }) => {
    const { iid = 0 } = await use('gitlab.open_merge_request', { project: 'lg/identity-pki', source: 'main', target: 'stages/prod', title: 'Deploy' });
    await pass(30);
    return { iid, sha: (await use('gitlab.merge_request', { project: 'lg/identity-pki', iid }))['sha'] ?? '' };
  },
  'hokusai.deploy': async ({ clone, use }) => ({ folder: clone('force'), tag: (await use('ecr.image', { repository: 'force', tag: 'staging' }))['sha'] ?? '' }),
  'hokusai.deploy_config': async ({ clone }) => ({ folder: clone('force'), tag: 'staging' }),
  'hokusai.promote': async ({ clone, use }) => ({
    folder: clone('force'),
    digest: (await use('ecr.image', { repository: 'force', tag: 'staging' }))['digest'] ?? '',
  }),
  'k8s.apply': async ({ clone, use }) => ({
    file: `${clone('force')}/hokusai/production.yml`,
    digest: (await use('ecr.image', { repository: 'force', tag: 'staging' }))['digest'] ?? '',
  }),
  'k8s.restore': async ({ use }) => {
    const { deployments = [] } = await use('k8s.deployments', { app: 'force' });
    await use('k8s.set_image', { app: 'force', digest: SHA256('b') });
    return { app: 'force', deployments };
  },
};

/** What the world is told to let go wrong, by `world.stepStarted`. */
export const FIDELITY_FAULTS = { fails: { when: { step: 'fails' }, circleci: { 'gh/artsy/force': { fails: 'build' } } } };
