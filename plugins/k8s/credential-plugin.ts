import { execFile } from 'node:child_process';
import type { ReadContext } from '../../engine/core/action.ts';
import { fail } from '../../engine/core/failure.ts';
import { isJsonObject, type JsonObject } from '../../engine/core/json.ts';
import { connectionMessages as say } from './messages.ts';

/** `users[].user.exec` of a kubeconfig: https://kubernetes.io/docs/reference/access-authn-authz/authentication/#client-go-credential-plugins */
export interface ExecConfig {
  readonly apiVersion?: string;
  readonly command: string;
  readonly args?: readonly string[] | null;
  readonly env?: readonly { readonly name: string; readonly value: string }[] | null;
}

export interface ExecCredential {
  readonly token: string | undefined;
  /** PEM texts. */
  readonly certificate: string | undefined;
  readonly key: string | undefined;
}

/** Milliseconds that a plugin may think; below the engine's limit of a read, so that the message names the plugin. */
const TIMEOUT = 20_000;

/**
 * Runs a credential plugin (`aws eks get-token ...`) behind the connection's `wrap`, with its environment. Nothing that it prints is logged: its output is the credential.
 * Fails with `credentials`.
 */
export async function runCredentialPlugin(exec: ExecConfig, { connection, signal }: ReadContext): Promise<ExecCredential> {
  const info = { apiVersion: exec.apiVersion ?? 'client.authentication.k8s.io/v1', kind: 'ExecCredential', spec: { interactive: false } };
  const own = Object.fromEntries((exec.env ?? []).map(({ name, value }) => [name, value]));
  const env = { ...process.env, ...connection.env, KUBERNETES_EXEC_INFO: JSON.stringify(info), ...own };
  const started = [...connection.wrap(), exec.command];
  const name = started.join(' ');
  const stdout = await run([...started, ...(exec.args ?? [])], env, signal).catch((error: unknown) =>
    fail({ code: 'credentials', ...say.pluginFailed(connection.name, name, reasonOf(error)) }, error),
  );
  const status = statusOf(stdout);
  const credential = { token: textOf(status, 'token'), certificate: textOf(status, 'clientCertificateData'), key: textOf(status, 'clientKeyData') };
  if (credential.token === undefined && credential.certificate === undefined)
    fail({ code: 'credentials', ...say.pluginFailed(connection.name, name, say.noCredential) });
  return credential;
}

function run([command = '', ...args]: readonly string[], env: NodeJS.ProcessEnv, signal: AbortSignal): Promise<string> {
  return new Promise((done, failed) => {
    const child = execFile(command, args, { env, signal, timeout: TIMEOUT, maxBuffer: 1_048_576 }, (error, stdout, stderr) => {
      if (error) failed(Object.assign(error, { stderr }));
      else done(stdout);
    });
    child.stdin?.end();
  });
}

/** The last line of what it said, which is mostly how to log in again; never its output. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { stderr = '', killed, code } = error as Error & { stderr?: string; killed?: boolean; code?: string | number };
  if (killed === true) return say.pluginSlow(TIMEOUT / 1_000);
  if (code === 'ENOENT') return say.pluginMissing;
  const line = stderr.trim().split('\n').at(-1)?.trim() ?? '';
  return line === '' ? say.exitCode(String(code)) : line.slice(0, 300);
}

function statusOf(stdout: string): JsonObject {
  try {
    const answer: unknown = JSON.parse(stdout);
    const status = isJsonObject(answer) ? answer['status'] : undefined;
    return isJsonObject(status) ? status : {};
  } catch {
    return {};
  }
}

function textOf(status: JsonObject, key: string): string | undefined {
  const value = status[key];
  return typeof value === 'string' && value !== '' ? value : undefined;
}
