import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { JsonObject } from '../../../engine/core/json.ts';
import { createBench } from '../../support/action-context.ts';
import { failureOf } from '../../support/asg-harness.ts';
import { createK8sWorld, k8sAction, type K8sWorld } from '../../support/k8s-world.ts';
import { makeCertificates, serveTls, type Certificates } from '../../support/tls-cluster.ts';

let certificates: Certificates;
let tls: Awaited<ReturnType<typeof serveTls>>;
let at: K8sWorld;
const close: (() => Promise<void> | void)[] = [];

beforeAll(async () => {
  certificates = makeCertificates();
  at = await createK8sWorld();
  const { clusters, users } = JSON.parse(readFileSync(at.kubeconfig, 'utf8')) as {
    clusters: [{ cluster: { server: string } }];
    users: [{ user: { token: string } }];
  };
  tls = await serveTls(certificates, { server: clusters[0].cluster.server, token: users[0].user.token });
  close.push(certificates.remove, () => at.world.close(), tls.close);
});
afterAll(async () => {
  for (const end of close.toReversed()) await end();
});

/** Reads the Deployments over TLS, as the user of a kubeconfig that stands in the folder of the certificates. */
function look(
  user: JsonObject,
  options: {
    readonly cluster?: JsonObject;
    readonly connection?: JsonObject;
    readonly env?: Record<string, string>;
    readonly wrap?: readonly string[];
    readonly text?: string;
  } = {},
) {
  const cluster = options.cluster ?? { 'certificate-authority': 'ca.crt' };
  const contexts = [{ name: 'production', context: { cluster: 'c', user: 'u' } }];
  const config = {
    clusters: [{ name: 'c', cluster: { server: tls.url, ...cluster } }],
    users: [{ name: 'u', user }],
    contexts,
    'current-context': 'production',
  };
  writeFileSync(join(certificates.folder, 'config'), options.text ?? JSON.stringify(config));
  const connection = { name: 'prod', options: { kubeconfig: 'config', ...options.connection }, env: options.env ?? {}, wrap: () => options.wrap ?? [] };
  return k8sAction('deployments').run({ app: 'force' }, createBench(at.world, { folder: certificates.folder, connection }).look, []);
}

/** A credential plugin: a program that says what `script` makes it say. */
function plugin(script: string): JsonObject {
  const path = join(certificates.folder, 'login');
  writeFileSync(path, `#!/bin/sh\n${script}\n`);
  chmodSync(path, 0o755);
  return { exec: { apiVersion: 'client.authentication.k8s.io/v1', command: './login', args: ['--cluster', "it's"], env: [{ name: 'EXTRA', value: 'x' }] } };
}

const credential = (status: JsonObject): string => `cat <<'END'\n${JSON.stringify({ kind: 'ExecCredential', status })}\nEND`;
const base64 = (file: string): string => Buffer.from(certificates.read(file)).toString('base64');

test.for([
  ['a certificate in files beside the kubeconfig', () => ({ 'client-certificate': 'client.crt', 'client-key': 'client.key' })],
  ['a certificate inside of it', () => ({ 'client-certificate-data': base64('client.crt'), 'client-key-data': base64('client.key') })],
  ['a token', () => ({ token: 'letmein' })],
  ['a token of a credential plugin', () => plugin(credential({ token: 'letmein' }))],
  [
    'a certificate of a credential plugin',
    () => plugin(credential({ clientCertificateData: certificates.read('client.crt'), clientKeyData: certificates.read('client.key') })),
  ],
] as const)('a cluster lets in who has %s', async ([, user]) => {
  expect(await look(user())).toMatchObject({ namespace: 'default', digests: [expect.any(String)] });
});

test('a credential plugin gets the environment of the connection, its own, and its arguments unchanged', async () => {
  const script = `[ "$AWS_PROFILE $EXTRA $1 $2" = "prod x --cluster it's" ] && [ -n "$KUBERNETES_EXEC_INFO" ] || exit 9\n${credential({ token: 'letmein' })}`;
  expect(await look(plugin(script), { env: { AWS_PROFILE: 'prod' } })).toMatchObject({ namespace: 'default' });
});

test.for([
  ['ends with an error', 'echo "noise"; echo "SSO session has expired: aws sso login" >&2; exit 255', 'SSO session has expired: aws sso login.'],
  ['says nothing', 'exit 3', 'it ended with exit code 3 and said nothing.'],
  ['answers what is no credential', 'echo secret-that-must-not-show', 'its answer holds neither a token nor a certificate.'],
] as const)('a credential plugin that %s is a matter of logging in', async ([, script, reason]) => {
  const failure = await failureOf(look(plugin(script)));
  expect(failure).toEqual({
    code: 'credentials',
    message: `${join(certificates.folder, 'login')}, which logs connection prod in, gave no credentials: ${reason}`,
    hint: 'Log in again, then go on.',
  });
});

test('a credential plugin stands behind the wrap of the connection', async () => {
  const script = `[ "$VAULT" = open ] || exit 7\n${credential({ token: 'letmein' })}`;
  expect(await look(plugin(script), { wrap: ['env', 'VAULT=open'] })).toMatchObject({ namespace: 'default' });
});

test('a credential plugin that is not there is named', async () => {
  expect(await failureOf(look({ exec: { command: 'no-such-login' } }))).toMatchObject({
    code: 'credentials',
    message: 'no-such-login, which logs connection prod in, gave no credentials: it is not on the PATH.',
  });
});

test.for([
  [{ connection: { kubeconfig: 'nowhere' } }, /^There is no kubeconfig .*\/nowhere, which connection prod needs\.$/],
  [{ connection: { context: 'prodction' } }, /^The kubeconfig .*\/config has no context prodction\.$/],
  [{ text: '{ clusters: [' }, /^The kubeconfig .*\/config of connection prod cannot be understood: /],
  [{ text: 'users: []' }, /^The kubeconfig .*\/config (?:of connection prod cannot be understood|has no current context)/],
] as const)('a kubeconfig that cannot be used is named: %j', async ([options, message]) => {
  expect(await failureOf(look({ token: 'letmein' }, options))).toMatchObject({ code: 'no-connection', message: expect.stringMatching(message) });
});

test('a wrong token, and a certificate that nobody vouches for, are told apart', async () => {
  expect(await failureOf(look({ token: 'wrong' }))).toEqual({
    code: 'credentials',
    message: 'The cluster does not accept the credentials of connection prod (GET deployments).',
    hint: 'Log in again, then go on. This call changed nothing.',
    data: { status: 401, reason: 'Unauthorized' },
  });
  expect(await failureOf(look({ token: 'letmein' }, { cluster: {} }))).toMatchObject({ code: 'unreachable', message: expect.stringContaining('certificate') });
});
