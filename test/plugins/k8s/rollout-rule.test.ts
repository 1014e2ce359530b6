import { expect, test } from 'vitest';
import type { Deployment } from '../../../plugins/shared/kubernetes/objects.ts';
import { rolloutState } from '../../../plugins/shared/kubernetes/rollout-rule.ts';
import { isOfRepository, parseImage, shortImage, versionOf } from '../../../plugins/shared/kubernetes/image-name.ts';

const STUCK = { type: 'Progressing', status: 'False', reason: 'ProgressDeadlineExceeded' };
const DONE = { observedGeneration: 2, replicas: 3, updatedReplicas: 3, availableReplicas: 3 };

/** What `kubectl rollout status` says of a Deployment of three pods at generation 2. */
test.each([
  ['done', DONE, {}],
  ['waiting', { ...DONE, observedGeneration: 1 }, {}],
  ['waiting', { ...DONE, observedGeneration: 1, conditions: [STUCK] }, {}],
  ['waiting', { ...DONE, updatedReplicas: 2 }, {}],
  ['waiting', { ...DONE, replicas: 4 }, {}],
  ['waiting', { ...DONE, availableReplicas: 2 }, {}],
  ['failed', { ...DONE, updatedReplicas: 1, conditions: [STUCK] }, {}],
  ['failed', { ...DONE, updatedReplicas: 1 }, { paused: true }],
  ['done', DONE, { paused: true }],
  ['waiting', {}, {}],
  ['done', { observedGeneration: 2 }, { replicas: 0 }],
] as const)('a rollout is %s at %j %j', (status, has, spec) => {
  const deployment: Deployment = {
    metadata: { name: 'web', generation: 2 },
    spec: { replicas: 3, template: { spec: { containers: [] } }, ...spec },
    status: has,
  };
  expect(rolloutState(deployment).status).toBe(status);
});

test('the name of an image is taken apart, with and without port, tag and digest', () => {
  const digest = `sha256:${'a'.repeat(64)}`;
  expect(['nginx', 'nginx:1.27', 'host:5000/a/force', 'host:5000/a/force:v1', `host:5000/a/force:v1@${digest}`].map(parseImage)).toEqual([
    { repository: 'nginx', digest: '' },
    { repository: 'nginx', digest: '' },
    { repository: 'host:5000/a/force', digest: '' },
    { repository: 'host:5000/a/force', digest: '' },
    { repository: 'host:5000/a/force', digest },
  ]);
  expect(['host/force', 'force', 'rce', 'host/force-cdn'].map(one => isOfRepository(`host/force@${digest}`, one))).toEqual([true, true, false, false]);
  expect([shortImage('host:5000/a/force'), shortImage(`host/force@${digest}`), versionOf(digest)]).toEqual([
    'force',
    'force@sha256:aaaaaaaaaaaa',
    'a'.repeat(36),
  ]);
});
