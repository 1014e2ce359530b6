import { existsSync } from 'node:fs';
import { type Look, readProject } from '../core/board/read-project.ts';
import type { LookConfig, ProjectConfig } from '../core/board/project.ts';
import type { ProjectFacts } from '../core/board/standing.ts';
import { freezeAt } from '../core/cell.ts';
import { boardTexts as say } from '../core/messages/board.ts';
import type { FrozenPlan } from '../core/plan.ts';
import type { Engine, RunSummary } from '../core/ports.ts';
import { windowState } from '../core/window.ts';
import { loadRunbook } from '../load/load-runbook.ts';
import { lookUpCalendars } from '../load/calendars.ts';
import { type Invocation, runbookFolder } from './command.ts';
import { inParallel } from './in-parallel.ts';
import { openExecutor } from './open-executor.ts';
import { readCell } from './read-cell.ts';
import type { Setting } from './setting.ts';

/** One read: its tries, and all of it. */
const PATIENCE = { read: 10_000, pauses: [500], change: 0 };
const TIMEOUT = 20_000;
/** Projects that are read side by side. */
const LANES = 8;

type Named = readonly (readonly [name: string, project: ProjectConfig])[];

/** Reads all projects, each with its stages side by side. What cannot be read is told with the project; nothing throws for it. */
export async function readProjects(invocation: Invocation, setting: Setting, projects: Named): Promise<readonly ProjectFacts[]> {
  const look = opener(invocation, setting);
  const engine = await engineOf(setting);
  const runs = engine ? await engine.listRuns() : [];
  return Promise.all(
    inParallel(
      projects.map(
        ([name, project]) =>
          () =>
            readOne({ invocation, setting, look, engine, runs }, name, project),
      ),
      LANES,
    ),
  );
}

interface Sources {
  readonly invocation: Invocation;
  readonly setting: Setting;
  readonly look: Look;
  readonly engine: Engine | undefined;
  readonly runs: readonly RunSummary[];
}

async function readOne({ invocation, setting, look, engine, runs }: Sources, name: string, project: ProjectConfig): Promise<ProjectFacts> {
  const { title = name, target } = project;
  const [read, cell, window] = await Promise.all([
    readProject(project, look),
    target === undefined || !engine ? undefined : readCell(engine, target),
    windowOf(invocation, setting, project),
  ]);
  const [run] = target === undefined ? [] : runs.filter(one => one.target === target);
  const known = typeof cell === 'object' ? cell : undefined;
  const freeze = known && freezeAt(known, setting.clock.now());
  const errors = [...read.errors, ...(typeof cell === 'string' ? [say.store(cell)] : []), ...(typeof window === 'string' ? [window] : [])];
  return {
    name,
    title,
    ...(target === undefined ? {} : { target }),
    stages: read.stages,
    gaps: read.gaps,
    ...(read.request ? { request: read.request } : {}),
    ...(freeze ? { freeze } : {}),
    ...(known?.holder ? { holder: known.holder } : {}),
    ...(typeof window === 'object' ? { window } : {}),
    ...(run ? { run } : {}),
    errors,
  };
}

/** The window of the runbook that releases it; a text where it has mistakes. */
async function windowOf({ cwd, plugins, options }: Invocation, setting: Setting, { runbook }: ProjectConfig) {
  if (runbook === undefined) return undefined;
  const { config, folder } = setting;
  const loaded = loadRunbook(runbook, { dir: runbookFolder(options), cwd, plugins, config });
  const document = loaded.status === 'ok' ? loaded.runbooks[loaded.name]?.document : undefined;
  const calendars = document && (await lookUpCalendars({ config, folder, cwd }, [document], setting.today()));
  if (!document || calendars?.status !== 'ok') return say.runbook(runbook);
  return windowState(document.window, calendars.config, setting.clock.now());
}

/** A board leaves no trace: where there is no state yet, none is made. */
async function engineOf(setting: Setting): Promise<Engine | undefined> {
  return setting.config.targets || existsSync(setting.stateDirectory) ? setting.openEngine() : undefined;
}

/** Reads through the executor that steps use: the same connections, secrets, limits, and checks of what comes back. */
function opener(invocation: Invocation, setting: Setting): Look {
  const executor = openExecutor(invocation, setting, { patience: PATIENCE });
  const plan: FrozenPlan = {
    v: 1,
    runbook: 'board',
    runbooks: {},
    inputs: {},
    targets: [],
    folder: setting.folder,
    today: setting.today(),
    timeZone: setting.config['time-zone'],
    config: setting.config,
    actions: {},
  };
  const io = {
    key: 'board',
    run: 'board',
    token: 'board',
    signal: new AbortController().signal,
    now: () => setting.clock.now(),
    log: () => {},
    onProcess: () => {},
  };
  return ({ uses, with: params = {}, connection = uses.slice(0, uses.indexOf('.')) }: LookConfig) =>
    executor.perform(
      plan,
      { path: 'board', attempt: 1, phase: 'do', claimed: false, timeout: TIMEOUT, work: { kind: 'uses', action: uses, with: params, secrets: {}, connection } },
      io,
    );
}
