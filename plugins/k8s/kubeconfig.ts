/** The one use of the client library's KubeConfig: clusters, contexts, certificates, tokens. */
import type { KubeConfig } from '@kubernetes/client-node';
import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { delimiter, dirname, isAbsolute, join, resolve } from 'node:path';
import type { ReadContext } from '../../engine/core/action.ts';
import { fail } from '../../engine/core/failure.ts';
import { runCredentialPlugin, type ExecConfig } from './credential-plugin.ts';
import { connectionMessages as say } from './messages.ts';

export interface Access {
  readonly config: KubeConfig;
  /** Address of the API, without a trailing slash. */
  readonly server: string;
  /** Namespace of the connection, else of the kubeconfig's context, else `default`. */
  readonly namespace: string;
}

/** Reads the kubeconfig anew for each call of an action, so that a renewed login is seen. Fails with `no-connection`, `credentials`. */
export async function openKubeconfig(context: ReadContext): Promise<Access> {
  const { connection } = context;
  const { KubeConfig: Config } = await import('@kubernetes/client-node');
  const config = new Config();
  const [file, ...more] = kubeconfigFiles(context);
  await loadFile(config, file ?? '', connection.name);
  for (const one of more) {
    const other = new Config();
    await loadFile(other, one, connection.name);
    config.mergeConfig(other, true);
  }
  chooseContext(config, optionOf(context, 'context'), connection.name, file ?? '');
  const cluster = config.getCurrentCluster();
  if (!cluster) fail({ code: 'no-connection', ...say.noCluster(connection.name, config.getCurrentContext()) });
  await replaceExec(config, context, dirname(file ?? ''));
  const namespace = optionOf(context, 'namespace') ?? config.getContextObject(config.getCurrentContext())?.namespace ?? 'default';
  return { config, server: cluster.server.replace(/\/+$/, ''), namespace };
}

/** The connection's own file; else those of KUBECONFIG, in its environment or ours; else the usual one. */
function kubeconfigFiles(context: ReadContext): readonly string[] {
  const given = optionOf(context, 'kubeconfig');
  if (given !== undefined) return [given.startsWith('~/') ? join(homedir(), given.slice(2)) : resolve(context.folder, given)];
  const listed = (context.connection.env['KUBECONFIG'] ?? process.env['KUBECONFIG'] ?? '').split(delimiter).filter(Boolean);
  return listed.length > 0 ? listed.map(one => resolve(context.folder, one)) : [join(homedir(), '.kube', 'config')];
}

async function loadFile(config: KubeConfig, file: string, connection: string): Promise<void> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => fail({ code: 'no-connection', ...say.noFile(connection, file) }, error));
  try {
    config.loadFromString(text);
    config.makePathsAbsolute(dirname(file));
  } catch (error) {
    fail({ code: 'no-connection', ...say.badFile(connection, file, error instanceof Error ? error.message : String(error)) }, error);
  }
}

function chooseContext(config: KubeConfig, wanted: string | undefined, connection: string, file: string): void {
  if (wanted !== undefined) config.setCurrentContext(wanted);
  const names = config.getContexts().map(({ name }) => name);
  const current: string | undefined = config.getCurrentContext();
  if (current === undefined || !names.includes(current)) fail({ code: 'no-connection', ...say.noContext(connection, file, current, names) });
}

/** The library runs credential plugins without a limit of time and with the engine's environment: we do it ourselves, and hand it the result. */
async function replaceExec(config: KubeConfig, context: ReadContext, folder: string): Promise<void> {
  const user = config.getCurrentUser();
  const exec = (user?.exec ?? undefined) as ExecConfig | undefined;
  if (!user || !exec) return;
  const command = exec.command.includes('/') && !isAbsolute(exec.command) ? join(folder, exec.command) : exec.command;
  const { token, certificate, key } = await runCredentialPlugin({ ...exec, command }, context);
  const renewed = {
    ...user,
    exec: undefined,
    ...(token === undefined ? {} : { token }),
    ...(certificate === undefined ? {} : { certData: toBase64(certificate) }),
    ...(key === undefined ? {} : { keyData: toBase64(key) }),
  };
  config.users = config.users.map(one => (one.name === user.name ? renewed : one));
}

function optionOf({ connection }: ReadContext, key: string): string | undefined {
  const value = connection.options[key];
  return typeof value === 'string' ? value : undefined;
}

function toBase64(text: string): string {
  return Buffer.from(text).toString('base64');
}
