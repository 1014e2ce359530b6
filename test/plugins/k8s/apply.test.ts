import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { performTwice } from '../../support/action-context.ts';
import { failureOf } from '../../support/asg-harness.ts';
import { FORCE, HOST, MINUTE, NEW, OLD, createK8sWorld, k8sAction, type K8sWorld } from '../../support/k8s-world.ts';

const INGRESS = {
  apiVersion: 'networking.k8s.io/v1',
  kind: 'Ingress',
  metadata: { name: 'force', labels: { app: 'force' } },
  spec: { rules: [{ host: 'www.example.com' }] },
};

/** A file as hokusai's projects have it: the floating tag, an Ingress that changed, a ConfigMap that is new. */
const FILE = `
apiVersion: apps/v1
kind: Deployment
metadata: { name: force-web, namespace: default, labels: { app: force, layer: application } }
spec:
  replicas: 4
  selector: { matchLabels: { app: force } }
  template:
    metadata: { labels: { app: force, layer: application, component: force-web } }
    spec:
      containers:
        - { name: force-web, image: "${HOST}:production" }
        - { name: nginx, image: "nginx:1.27" }
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: force, labels: { app: force } }
spec: { rules: [{ host: shop.example.com }] }
---
# nothing here
---
apiVersion: v1
kind: ConfigMap
metadata: { name: force-environment }
data: { QUOTES: "it's \\"so\\" $(id)", SINCE: "2026-03-10" }
`;

let at: K8sWorld;
const write = (text: string, name = 'production.yml'): void => writeFileSync(join(at.world.folder, name), text);
beforeEach(async () => {
  at = await createK8sWorld({ ...FORCE, objects: [INGRESS] });
  write(FILE);
});
afterEach(() => at.world.close());

const PARAMS = { file: 'production.yml', repository: 'force', digest: NEW, deadline: '5m', force: true };

test('apply previews what the cluster says it would change, does it, and finds it done', async () => {
  const { previewed, performed, outputs } = await at.change('apply', { ...PARAMS, app: undefined as never });
  expect(previewed.map(({ says }) => says)).toEqual([
    `change Deployment force-web: metadata.labels.app.kubernetes.io/version: ${OLD.slice(35)} -> ${NEW.slice(35)}; spec.replicas: 3 -> 4; ` +
      `spec.template.metadata.labels.app.kubernetes.io/version: ${OLD.slice(35)} -> ${NEW.slice(35)}; ` +
      `spec.template.spec.containers.force-web.image: force@sha256:aaaaaaaaaaaa -> force@sha256:bbbbbbbbbbbb; spec.progressDeadlineSeconds: nothing -> 300`,
    'change Ingress force: spec.rules: [{"host":"www.example.com"}] -> [{"host":"shop.example.com"}]',
    'create ConfigMap force-environment',
  ]);
  expect(performed).toEqual(previewed);
  expect(outputs).toEqual({ applied: ['Deployment force-web', 'Ingress force', 'ConfigMap force-environment'], unchanged: [] });
  expect(await at.change('apply', PARAMS)).toMatchObject({ wasDone: true });
  await at.world.advance(3 * MINUTE);
  expect(await at.use('rollout')).toMatchObject({ done: true });
  expect((await at.view()).deployments['force-web']).toMatchObject({ images: [`${HOST}@${NEW}`, 'nginx:1.27'], pods: { length: 4 } });
});

test('diff tells the same and changes nothing', async () => {
  expect(await at.use('diff', PARAMS)).toMatchObject({
    same: false,
    changes: [
      { object: 'Deployment force-web', change: 'update', fields: { length: 5 } },
      { object: 'Ingress force', change: 'update' },
      { object: 'ConfigMap force-environment', change: 'create', fields: [] },
    ],
  });
  expect(at.world.writes('k8s')).toBe(0);
  await performTwice(at, k8sAction('apply'), PARAMS);
  expect(await at.use('diff', PARAMS)).toEqual({ same: true, changes: [] });
});

test('without a digest images are applied as they are written', async () => {
  await at.change('apply', { file: 'production.yml' });
  expect((await at.view()).deployments['force-web']?.images).toEqual([`${HOST}:production`, 'nginx:1.27']);
});

test.for([
  ['a template', 'kind: {{ project_name }}', 'production.yml is a template (Jinja), which only hokusai renders.'],
  ['no YAML', 'a: [', 'production.yml is no YAML: '],
  ['empty', '---\n# nothing\n', 'production.yml holds no document.'],
  ['no object', `${FILE}---\n- a\n`, 'Document 4 of production.yml is no object of Kubernetes: it needs apiVersion, kind and metadata.name.'],
  ['of a kind that is not there', 'apiVersion: v9\nkind: Dream\nmetadata: { name: a }\n', 'The cluster knows no Dream in v9.'],
] as const)('a file that is %s is refused before anything is touched', async ([, text, message]) => {
  write(text);
  expect(await failureOf(at.change('apply', { file: 'production.yml' }))).toMatchObject({
    code: 'bad-manifest',
    message: expect.stringContaining(message),
  });
  expect(at.world.writes('k8s')).toBe(0);
});

test('a file that is not there, one of hokusai, and half of an image are refused', async () => {
  expect(await failureOf(at.use('diff', { file: 'nowhere.yml' }))).toMatchObject({
    code: 'bad-manifest',
    message: expect.stringContaining('/nowhere.yml cannot be read'),
  });
  write('kind: x', 'production.yml.j2');
  expect(await failureOf(at.use('diff', { file: 'production.yml.j2' }))).toMatchObject({
    code: 'bad-manifest',
    message: expect.stringContaining('only hokusai renders'),
  });
  expect(await failureOf(at.use('diff', { file: 'production.yml', digest: NEW }))).toMatchObject({
    code: 'bad-params',
    message: 'Of `repository` and `digest` only one is given.',
  });
});

test("a Deployment without pods is the cluster's to refuse", async () => {
  write('apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: bare }\nspec: { template: { spec: {} } }\n');
  expect(await failureOf(at.preview('apply', PARAMS))).toMatchObject({ code: 'refused', message: expect.stringContaining('spec.template.spec.containers') });
});

test('what the cluster does not accept, and what somebody else owns, shows in the preview', async () => {
  write(FILE.replace('layer: application }', `layer: ${'x'.repeat(64)} }`));
  expect(await failureOf(at.preview('apply', PARAMS).then(() => undefined))).toMatchObject({
    code: 'refused',
    message: expect.stringContaining('at most 63 characters'),
  });
  write(FILE);
  await at.inject({ answers: { status: 409, to: 'reads' } });
  expect(await failureOf(at.preview('apply', PARAMS))).toMatchObject({ code: 'conflict' });
});

test('an apply that is cut short goes on with what is left', async () => {
  await at.inject({ lose: 1 });
  expect(await failureOf(at.change('apply', PARAMS))).toMatchObject({ code: 'no-answer', lost: true });
  const { performed } = await at.change('apply', PARAMS);
  expect(performed.map(({ says }) => says.split(':')[0])).toEqual(['change Ingress force', 'create ConfigMap force-environment']);
});
