import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished, vi } from 'vitest';
import { openWorld } from '../../engine/rehearse/open-world.ts';
import { plugins } from '../../plugins/index.ts';
import { type Ended, repository, runbook } from './cli.ts';

/** A rehearsal takes 5 seconds of two cores; a busy machine may have none of them. */
vi.setConfig({ testTimeout: 240_000 });

/** What a program wrote with `--json`: one entry a line. */
export interface Entry {
  readonly type: string;
  readonly path?: string;
  readonly status?: string;
  readonly reason?: string;
  readonly took?: number;
  readonly message?: string;
  readonly incomplete?: readonly string[];
  readonly text?: string;
  readonly gate?: { readonly kind: string; readonly text: string; readonly show: readonly string[] };
}

/** A world in a folder of its own, and the real command line in child processes that live in it. */
export interface Rehearsal {
  readonly folder: string;
  /** `rehearse NAME --keep FOLDER ...`, to its end, with `--json`. */
  rehearse(...args: readonly string[]): Promise<Ended & { readonly entries: readonly Entry[] }>;
  /** The same without waiting for it. */
  start(...args: readonly string[]): Started;
  /** Any other command, with `--world FOLDER`. */
  join(...args: readonly string[]): Promise<Ended>;
  /** What the stand-ins look like now, and how many requests changed each. */
  look(): Promise<{ readonly now: number; readonly view: WorldView; readonly writes: Readonly<Record<string, number>> }>;
  /** git in the bare origin, or in the clone of the person who deploys. */
  git(where: 'origin' | 'clone', ...args: readonly string[]): string;
  /** A file of answers, for `--answers`. */
  answers(given: Readonly<Record<string, unknown>>): string;
}

export interface Started {
  readonly child: ChildProcess;
  readonly ended: Promise<void>;
  /** Resolves as soon as the output holds the text; rejects where the program ends without. */
  says(text: string): Promise<void>;
}

/** The parts of the stand-ins' views that tests of the PKI runbooks look at. */
export interface WorldView {
  readonly git: { readonly identity_pki: { readonly commits: Readonly<Record<string, Commit>>; readonly tags: Readonly<Record<string, string>> } };
  readonly gitlab: Readonly<Record<string, { readonly merge_requests: readonly MergeRequest[]; readonly releases: readonly Release[] }>>;
  readonly asg: { readonly 'prod-pivcac': { readonly size: { readonly desired: number }; readonly instances: readonly Server[] } };
  readonly slack: { readonly channels: Readonly<Record<string, readonly string[]>> };
}

export interface Commit {
  readonly sha: string;
  readonly tree: string;
  readonly parents: readonly string[];
}

interface MergeRequest {
  readonly iid: number;
  readonly title: string;
  readonly labels: readonly string[];
  readonly state: string;
  readonly squash: boolean;
}

interface Release {
  readonly name: string;
  readonly tag: string;
  readonly description: string;
}

interface Server {
  readonly id: string;
  readonly sha: string;
  readonly serving: boolean;
}

export function prepareRehearsal(name = 'pki-prod-deploy'): Rehearsal {
  const base = mkdtempSync(join(tmpdir(), 'rehearsal-'));
  onTestFinished(() => rmSync(base, { recursive: true, force: true }));
  const folder = join(base, 'world');
  const command = (args: readonly string[]): string[] => ['rehearse', name, '--keep', folder, ...args];
  return {
    folder,
    rehearse: async (...args) => {
      const ended = await runbook([...command(args), '--json']);
      return { ...ended, entries: toEntries(ended.stdout) };
    },
    start: (...args) => startProgram(command(args)),
    join: (...args) => runbook([...args, '--world', folder]),
    look: () => lookAt(folder),
    git: (where, ...args) => gitIn(join(folder, 'git', where === 'origin' ? 'origin/identity_pki.git' : 'clones/identity_pki'), args),
    answers: given => {
      writeFileSync(join(base, 'answers.json'), JSON.stringify(given));
      return join(base, 'answers.json');
    },
  };
}

export function toEntries(text: string): readonly Entry[] {
  const lines = text.split('\n').filter(line => line !== '');
  return lines.map(line => JSON.parse(line) as Entry);
}

function startProgram(args: readonly string[]): Started {
  const child = spawn(process.execPath, [join(repository, 'engine', 'main.ts'), ...args], { cwd: repository, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  const listeners = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      for (const listener of listeners) listener();
    });
  const ended = new Promise<void>(resolve => child.on('close', () => resolve()));
  return {
    child,
    ended,
    says: text =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          if (said.includes(text)) resolve();
        };
        listeners.add(look);
        look();
        void ended.then(() => reject(new Error(`ended without saying ${text}:\n${said}`)));
      }),
  };
}

/** Joins the world with its clock standing still. */
async function lookAt(folder: string): ReturnType<Rehearsal['look']> {
  const world = await openWorld({ folder, plugins, flows: false });
  try {
    // The shapes are those of the stand-ins, which are checked by their own tests.
    return { now: world.clock.now(), view: (await world.view()) as unknown as WorldView, writes: world.writes() };
  } finally {
    await world.close();
  }
}

function gitIn(folder: string, args: readonly string[]): string {
  const env = { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_SYSTEM: '/dev/null' };
  return execFileSync('git', ['-c', 'safe.directory=*', '-C', folder, ...args], { env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trimEnd();
}
