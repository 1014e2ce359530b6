/** Where a command works: the config, the state, the clock, the person; real, or those of a rehearsal's world. */
import { homedir, userInfo } from 'node:os';
import { join, resolve } from 'node:path';
import { fail } from '../core/failure.ts';
import type { Config } from '../core/plan.ts';
import type { Clock, Engine, TargetStore } from '../core/ports.ts';
import type { Actor } from '../core/state.ts';
import { localDay } from '../core/window.ts';
import { createRealClock } from '../durable/real-clock.ts';
import type { World } from '../rehearse/open-world.ts';
import type { WorldVisit } from '../rehearse/visit-world.ts';
import type { Diagnostic } from '../load/diagnostics.ts';
import type { Invocation } from './command.ts';

export interface Setting {
  readonly config: Config;
  /** Relative paths of runbooks resolve against it. */
  readonly folder: string;
  readonly stateDirectory: string;
  readonly clock: Clock;
  readonly actor: Actor;
  readonly world?: World;
  /** Of the world, where there is one: the person at the terminal plays them all. */
  readonly people?: readonly Actor[];
  /** The date in the config's time zone. */
  today(): string;
  /** What children inherit and where secrets are looked up. */
  environment(): Readonly<Record<string, string>>;
  /** The same one each time. */
  openEngine(): Promise<Engine>;
  /** Where locks and freezes are kept. */
  openTargets(): Promise<TargetStore>;
  close(): Promise<void>;
}

export type SettingResult = { readonly status: 'ok'; readonly setting: Setting } | { readonly status: 'invalid'; readonly diagnostics: readonly Diagnostic[] };

export interface SettingOptions {
  /** One that is open already, instead of that given by `--world`. */
  readonly world?: World;
  /** Executes steps: in a world its stand-ins are started. All else only visits it, also while another process drives a run there. */
  readonly executes?: true;
}

/** The real setting, or that of the world given by `--world`. */
export async function openSetting(invocation: Invocation, { world, executes }: SettingOptions = {}): Promise<SettingResult> {
  const { loadConfig } = await import('../load/config.ts');
  const loaded = loadConfig(invocation);
  if (loaded.status === 'invalid') return loaded;
  const joined = world ?? (executes ? await joinWorld(invocation) : undefined);
  const place = joined ?? (await visitedWorld(invocation));
  const config = place ? place.configure(loaded.config) : loaded.config;
  const clock = place?.clock ?? createRealClock();
  const stateDirectory = place ? join(place.folder, 'state') : stateDirectoryOf(invocation.env);
  const actor = actorOf(invocation, config, place);
  const inherited = definedOnly(invocation.env);
  const open = async (): Promise<Engine> => {
    const [{ openLocalEngine }, { processes }] = await Promise.all([import('../durable/local-engine.ts'), import('../execute/process-identity.ts')]);
    const targets = place ? undefined : await sharedTargets(loaded, stateDirectory);
    return openLocalEngine({ directory: stateDirectory, processes, now: () => clock.now(), ...(targets ? { targets } : {}) });
  };
  let engine: Promise<Engine> | undefined;
  const setting: Setting = {
    config,
    folder: loaded.folder,
    stateDirectory,
    clock,
    actor,
    ...(joined ? { world: joined } : {}),
    ...(place ? { people: place.people } : {}),
    today: () => localDay(clock.now(), config['time-zone']).date,
    environment: () => joined?.environment() ?? inherited,
    openEngine: () => (engine ??= open()),
    openTargets: async () => (await setting.openEngine()).targets,
    close: async () => {
      (await engine?.catch(() => undefined))?.close();
      if (joined && !world) await joined.close();
    },
  };
  return { status: 'ok', setting };
}

/** The git remote of the config; a rehearsal never touches it. */
async function sharedTargets({ config, folder }: { readonly config: Config; readonly folder: string }, state: string): Promise<TargetStore | undefined> {
  if (!config.targets) return undefined;
  const { git, prefix = 'refs/runbook/targets' } = config.targets;
  const { openGitTargets } = await import('../durable/git-targets.ts');
  return openGitTargets({ url: git.includes(':') ? git : resolve(folder, git), prefix, directory: join(state, 'targets.git') });
}

/** RUNBOOK_STATE_DIR, else the XDG state directory. */
export function stateDirectoryOf(env: Readonly<Record<string, string | undefined>>): string {
  const own = env['RUNBOOK_STATE_DIR'];
  if (own !== undefined && own !== '') return resolve(own);
  const xdg = env['XDG_STATE_HOME'];
  return join(xdg !== undefined && xdg !== '' ? xdg : join(env['HOME'] ?? homedir(), '.local', 'state'), 'runbook');
}

async function joinWorld({ options, cwd, plugins }: Invocation): Promise<World | undefined> {
  const folder = options.text('world');
  if (folder === undefined) return undefined;
  const { openWorld } = await import('../rehearse/open-world.ts');
  return openWorld({ folder: resolve(cwd, folder), plugins });
}

async function visitedWorld({ options, cwd }: Invocation): Promise<WorldVisit | undefined> {
  const folder = options.text('world');
  if (folder === undefined) return undefined;
  const { visitWorld } = await import('../rehearse/visit-world.ts');
  return visitWorld(resolve(cwd, folder));
}

/** The login name, with the groups that the config puts it in; in a world `--as` names one of its people. */
function actorOf({ options }: Invocation, config: Config, world: Pick<World, 'starter' | 'people'> | undefined): Actor {
  const asked = options.text('as');
  if (asked !== undefined && !world) fail({ code: 'usage', message: '--as names a person of a world; it goes with --world.' });
  if (world) {
    const person = asked === undefined ? world.starter : world.people.find(({ name }) => name === asked);
    return person ?? fail({ code: 'usage', message: `There is no ${asked} in this world. Its people: ${world.people.map(({ name }) => name).join(', ')}.` });
  }
  const { username } = userInfo();
  const groups = Object.entries(config.groups).flatMap(([group, names]) => (names.includes(username) ? [group] : []));
  return { name: username, groups };
}

function definedOnly(env: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
}
