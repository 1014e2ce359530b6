import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { ExecOptions, ExecResult } from '../core/action.ts';
import { fail } from '../core/failure.ts';
import type { Json } from '../core/json.ts';
import { executionFailures } from '../core/messages/execution.ts';
import type { WorldIo } from '../core/stand-in.ts';
import { lastLine } from '../execute/context.ts';
import { runCommand } from '../execute/exec.ts';
import { type Served, serveLoopback } from './serve.ts';
import { openStateFile } from './state-file.ts';
import type { VirtualClock } from './virtual-clock.ts';

/** What a world lends to the host of one stand-in. */
export interface HostOptions {
  /** The plugin's name. */
  readonly name: string;
  /** The world's directory. */
  readonly folder: string;
  readonly clock: VirtualClock;
  /** The whole environment of a child, now. */
  readonly environment: () => Readonly<Record<string, string>>;
  readonly ask: (question: string, about: Json) => Promise<Json | undefined>;
  readonly people: WorldIo['people'];
}

/** One stand-in's place in a world: its door to the world, its turns, its state. */
export interface StandInHost {
  readonly io: WorldIo;
  /** Does one thing at a time with the stand-in and keeps its state afterwards. */
  turn<T>(act: () => Promise<T> | T): Promise<T>;
  /** Keeps its state as it is now. */
  keep(): Promise<void>;
  /** How many requests changed the service, since the world began. */
  writes(): number;
  close(): Promise<void>;
}

export function hostStandIn({ name, folder, clock, environment, ask, people }: HostOptions): StandInHost {
  const own = join(folder, name);
  mkdirSync(own, { recursive: true });
  const file = openStateFile(join(folder, 'state', `${name}.json`));
  const tally = openStateFile(join(folder, 'state', `${name}.writes.json`));
  const counted = tally.state({ writes: 0 });
  const servers: Served[] = [];
  let tail: Promise<unknown> = Promise.resolve();

  const turn = <T>(act: () => Promise<T> | T): Promise<T> => {
    const done = tail.then(act).finally(() => {
      file.save();
      tally.save();
    });
    tail = done.catch(() => {});
    return done;
  };

  const io: WorldIo = {
    folder: own,
    people,
    ask,
    now: clock.now,
    at: (time, act) => clock.at(time, () => turn(act)),
    state: initial => file.state(initial),
    exec: (argv, options = {}) => execute(argv, options, own, environment()),
    async serve(handler) {
      const served = await serveLoopback(name, async request => {
        await clock.settle();
        const response = await turn(() => handler(request));
        if (response.wrote) counted.writes += 1;
        return response;
      });
      servers.push(served);
      return served.url;
    },
  };

  const keep = () => turn(() => {});
  return {
    io,
    turn,
    keep,
    writes: () => counted.writes,
    async close() {
      await Promise.all(servers.map(server => server.close()));
      await keep();
    },
  };
}

const EXEC_TIMEOUT = 120_000;
const UNENDED = new AbortController().signal;

/** A command of the stand-in itself: nobody watches it, and an exit code that is no answer fails. */
async function execute(argv: readonly string[], options: ExecOptions, folder: string, env: Readonly<Record<string, string>>): Promise<ExecResult> {
  const { isCut, ...result } = await runCommand({
    argv,
    cwd: resolve(folder, options.cwd ?? '.'),
    env: { ...env, ...options.env },
    input: options.input,
    timeout: options.timeout ?? EXEC_TIMEOUT,
    signal: UNENDED,
    onLine: () => {},
  });
  if (isCut.stdout) fail(executionFailures.tooLarge(`The output of \`${argv[0] ?? ''}\``, '1 MiB'));
  if (!(options.exitCodes ?? [0]).includes(result.exitCode)) fail(executionFailures.exitCode(argv[0] ?? '', result.exitCode, lastLine(result)));
  return result;
}
