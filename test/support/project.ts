import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type Ended, repository, runbook } from './cli.ts';
import { type Said, runHere } from './in-process.ts';
import { type PtyScreen, openPty } from './screen.ts';

/** A folder with runbooks and a configuration, a state directory beside it, and the real command line in child processes. */
export interface Project {
  readonly folder: string;
  readonly state: string;
  /** Runs a command without a terminal, to its end. */
  cli(args: readonly string[], env?: Environment): Promise<Ended>;
  /** The same in this process: for many commands where none must be killed. */
  here(args: readonly string[]): Promise<Said>;
  /** Starts one, to send it signals while it runs. */
  start(args: readonly string[], env?: Environment): Running;
  pty(args: readonly string[], env?: Readonly<Record<string, string>>): PtyScreen;
  /** What a step wrote into the folder; '' where it wrote nothing. */
  read(file: string): string;
  /** All that is in the state directory, bytes as they are. */
  stateBytes(): Buffer;
}

type Environment = Readonly<Record<string, string | undefined>>;

export interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  /** Resolves once stdout or stderr holds it; rejects where the program ends without. */
  says(text: string): Promise<void>;
}

const main = join(repository, 'engine', 'main.ts');

export function makeProject(files: Readonly<Record<string, string | Uint8Array>>): Project {
  const base = mkdtempSync(join(tmpdir(), 'project-'));
  onTestFinished(() => rmSync(base, { recursive: true, force: true }));
  const [folder, state] = [join(base, 'work'), join(base, 'state')];
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  const own = { RUNBOOK_STATE_DIR: state };
  return {
    folder,
    state,
    cli: (args, env) => runbook(args, { cwd: folder, env: { ...own, ...env } }),
    here: args => runHere(args, folder, { ...process.env, ...own }),
    start: (args, env) => startCli(args, folder, { ...own, ...env }),
    pty: (args, env) => openPty({ argv: [process.execPath, main, ...args], cwd: folder, env: { ...own, ...env } }),
    read: file => (statSync(join(folder, file), { throwIfNoEntry: false }) ? readFileSync(join(folder, file), 'utf8') : ''),
    stateBytes: () => Buffer.concat(filesIn(state).map(file => readFileSync(file))),
  };
}

/** The entries of `--json`. */
export function ndjson(text: string): readonly Readonly<Record<string, unknown>>[] {
  return text
    .split('\n')
    .filter(line => line !== '')
    .map(line => JSON.parse(line) as Readonly<Record<string, unknown>>);
}

function startCli(args: readonly string[], cwd: string, env: Environment): Running {
  const child = spawn(process.execPath, [main, ...args], { cwd, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  const read = { stdout: '', stderr: '' };
  const listeners = new Set<() => void>();
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      read[name] += text;
      for (const listener of listeners) listener();
    });
  }
  const ended = new Promise<Ended>(resolve => child.on('close', (code, signal) => resolve({ code, signal, ...read })));
  return {
    child,
    ended,
    says: text =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          if (read.stdout.includes(text) || read.stderr.includes(text)) resolve();
        };
        listeners.add(look);
        look();
        void ended.then(() => reject(new Error(`ended without saying ${text}:\n${read.stdout}${read.stderr}`)));
      }),
  };
}

function filesIn(folder: string): readonly string[] {
  if (!statSync(folder, { throwIfNoEntry: false })) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true }).flatMap(entry => (entry.isFile() ? [join(entry.parentPath, entry.name)] : []));
}
