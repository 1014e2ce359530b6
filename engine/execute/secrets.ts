import { readFileSync } from 'node:fs';
import { fail, isFailureError, toFailure } from '../core/failure.ts';
import { canonicalJson, isJsonObject } from '../core/json.ts';
import type { Json } from '../core/json.ts';
import { executionFailures } from '../core/messages/execution.ts';
import type { FrozenPlan } from '../core/plan.ts';
import type { Redactor } from '../core/redaction.ts';
import type { SecretSource } from '../core/runbook.ts';
import { runCommand } from './exec.ts';
import { resolveFolder } from './folder.ts';

/** Where secrets are looked up. Values live in memory only, and each is known to the redactor before anybody sees it. */
export interface Secrets {
  /** Fails with `no-secret`, `secret-too-short`. */
  read(name: string, source: SecretSource, place: SecretPlace): Promise<string>;
  /** Makes the values of env and file sources known to the redactor, as far as they exist yet. */
  register(plan: FrozenPlan): void;
}

export interface SecretPlace {
  readonly folder: string;
  readonly signal: AbortSignal;
}

const COMMAND_TIMEOUT = 30_000;
const FILE_LIMIT = 65_536;

export function createSecrets(environment: () => Readonly<Record<string, string>>, redactor: Redactor): Secrets {
  const fetched = new Map<string, string>();
  const known = new WeakSet<FrozenPlan>();
  return {
    async read(name, source, place) {
      const key = canonicalJson([place.folder, source]);
      const value =
        fetched.get(key) ??
        ('command' in source ? await askCommand(name, source.command, place, environment()) : lookUp(name, source, place.folder, environment()));
      redactor.add(name, value);
      if ('command' in source) fetched.set(key, value);
      return value;
    },
    register(plan) {
      if (known.has(plan)) return;
      known.add(plan);
      for (const [name, source] of declaredSecrets(plan)) {
        if (!('command' in source)) tryQuietly(() => redactor.add(name, lookUp(name, source, plan.folder, environment())));
      }
    },
  };
}

/** Every secret source that the plan's runbooks and connections declare, with the name that people know it by. */
export function declaredSecrets(plan: FrozenPlan): readonly (readonly [string, SecretSource])[] {
  const own = Object.values(plan.runbooks).flatMap(({ document }) => Object.entries(document.secrets ?? {}));
  const connections = Object.entries(plan.config.connections).flatMap(([name, { env: _env, wrap: _wrap, login: _login, ...config }]) =>
    sourcesIn(name, config),
  );
  return [...own, ...connections];
}

/** Environment of children: without the variables that hold declared secrets. */
export function withoutSecrets(environment: Readonly<Record<string, string>>, plan: FrozenPlan): Record<string, string> {
  const hidden = new Set(declaredSecrets(plan).flatMap(([, source]) => ('env' in source ? [source.env] : [])));
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !hidden.has(name)));
}

export function isSecretSource(value: unknown): value is SecretSource {
  if (!isJsonObject(value) || Object.keys(value).length !== 1) return false;
  const { env, file, command } = value;
  return typeof env === 'string' || typeof file === 'string' || (Array.isArray(command) && command.every(part => typeof part === 'string'));
}

function sourcesIn(name: string, value: Json | undefined | { readonly [key: string]: Json | undefined }): readonly (readonly [string, SecretSource])[] {
  if (isSecretSource(value)) return [[name, value]];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => sourcesIn(`${name}.${key}`, inner));
}

function lookUp(
  name: string,
  source: Exclude<SecretSource, { readonly command: unknown }>,
  folder: string,
  environment: Readonly<Record<string, string>>,
): string {
  if ('env' in source) return environment[source.env] || fail(executionFailures.noSecret(name, `the environment variable ${source.env} is not set`));
  const file = resolveFolder(folder, source.file);
  try {
    const text = readFileSync(file, 'utf8');
    if (text.length > FILE_LIMIT) fail(executionFailures.noSecret(name, `${file} is too large for a secret`));
    return text.replace(/\r?\n$/, '');
  } catch (error) {
    if (isFailureError(error)) throw error;
    return fail(executionFailures.noSecret(name, `${file} cannot be read`), error);
  }
}

/** Its output is the secret: nothing of it reaches a log or a message. */
async function askCommand(name: string, argv: readonly string[], place: SecretPlace, env: Readonly<Record<string, string>>): Promise<string> {
  const quiet = { argv, cwd: place.folder, env, timeout: COMMAND_TIMEOUT, signal: place.signal, onLine: () => undefined };
  const program = `\`${argv[0] ?? ''}\``;
  const result = await runCommand(quiet).catch((error: unknown) => {
    const { code } = toFailure(error);
    return fail(executionFailures.noSecret(name, `${program} gave none (${code})`), error);
  });
  if (result.exitCode !== 0) fail(executionFailures.noSecret(name, `${program} ended with exit code ${result.exitCode}`));
  return result.stdout || fail(executionFailures.noSecret(name, `${program} printed nothing`));
}

/** A secret that is not there yet, or is too short, is an error where it is used. */
function tryQuietly(act: () => void): void {
  try {
    act();
  } catch (error) {
    if (!isFailureError(error)) throw error;
  }
}
