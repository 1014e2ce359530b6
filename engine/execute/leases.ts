import type { Lease } from '../core/action.ts';
import { fail, toFailure } from '../core/failure.ts';
import { canonicalJson } from '../core/json.ts';
import { executionFailures } from '../core/messages/execution.ts';
import type { Redactor } from '../core/redaction.ts';
import { lastLine } from './context.ts';
import { runCommand } from './exec.ts';
import type { SecretPlace } from './secrets.ts';

/** Secrets of a limited life, by the command that prints them. They live in memory only. */
export interface Leases {
  read<T>(asked: Asked<T>): Promise<T>;
  /** Somebody refused one of them: all are fetched anew. */
  forget(): void;
}

interface Asked<T> {
  readonly connection: string;
  readonly argv: readonly string[];
  readonly read: (stdout: string) => Lease<T>;
  readonly place: SecretPlace;
  readonly now: Date;
  /** Command that a person logs in with. */
  readonly login?: readonly string[] | undefined;
}

/** A lease that ends within this time is fetched anew: a call that begins with it must end with it. */
const MARGIN = 5 * 60_000;
/** How long one is kept that does not say when it ends. */
const UNSAID = 15 * 60_000;
const TIMEOUT = 60_000;

interface Entry {
  readonly lease: Promise<Lease<unknown>>;
  /** Milliseconds since 1970; infinite while it is being fetched, so that calls side by side share one. */
  end: number;
}

export function createLeases(environment: () => Readonly<Record<string, string>>, redactor: Redactor): Leases {
  const kept = new Map<string, Entry>();

  const fetchLease = async (asked: Asked<unknown>): Promise<Lease<unknown>> => {
    const lease = asked.read(await print(asked, environment()));
    for (const [name, secret] of Object.entries(lease.secrets)) redactor.add(`${asked.connection}.${name}`, secret);
    return lease;
  };

  const begin = (key: string, asked: Asked<unknown>): Entry => {
    const entry: Entry = { lease: fetchLease(asked), end: Number.POSITIVE_INFINITY };
    kept.set(key, entry);
    entry.lease.then(
      ({ until }) => void (entry.end = until?.getTime() ?? asked.now.getTime() + MARGIN + UNSAID),
      () => kept.delete(key),
    );
    return entry;
  };

  return {
    forget: () => kept.clear(),
    async read<T>(asked: Asked<T>) {
      const key = canonicalJson([asked.place.folder, asked.argv]);
      const known = kept.get(key);
      const entry = known && known.end - MARGIN > asked.now.getTime() ? known : begin(key, asked);
      return (await entry.lease).value as T;
    },
  };
}

/** Its output is the secret: nothing of it reaches a log or a message. What it says on stderr may. */
async function print({ connection, argv, place, login }: Asked<unknown>, env: Readonly<Record<string, string>>): Promise<string> {
  const refused = (why: string, cause?: unknown): never => fail(executionFailures.noCredentials({ connection, program: argv[0] ?? '', why, login }), cause);
  const quiet = { argv, cwd: place.folder, env, timeout: TIMEOUT, signal: place.signal, onLine: () => undefined };
  const result = await runCommand(quiet).catch((error: unknown) => {
    if (place.signal.aborted) throw error;
    return refused(toFailure(error).message, error);
  });
  if (result.exitCode !== 0) refused(lastLine({ stdout: '', stderr: result.stderr }) || `exit code ${result.exitCode}`);
  return result.stdout || refused('it printed nothing');
}
