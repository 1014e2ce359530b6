import type { Plugin } from '../../engine/core/action.ts';
import { apply } from './apply.ts';
import { deployments } from './deployments.ts';
import { diff } from './diff.ts';
import { jobStatus } from './job-status.ts';
import { job } from './job.ts';
import { pods } from './pods.ts';
import { restore } from './restore.ts';
import { rollout } from './rollout.ts';
import { setImage } from './set-image.ts';

export const k8s: Plugin = {
  name: 'k8s',
  title: 'Kubernetes',
  description:
    'Deploys images to a Kubernetes cluster by digest, follows and restores rollouts, runs migrations and hooks. It needs a kubeconfig, as kubectl does: ' +
    'certificates, tokens and credential plugins (`aws eks get-token`), which get the `env` of the connection and stand behind its `wrap` (`[aws-vault, exec, prod, --]`).',
  connection: {
    type: 'object',
    properties: {
      kubeconfig: { type: 'string', minLength: 1, description: 'Path of the kubeconfig. Default: KUBECONFIG, else ~/.kube/config.' },
      context: {
        type: 'string',
        minLength: 1,
        description: 'Context of the kubeconfig: which cluster, and as whom. Default: its current one, which others change; so name it.',
      },
      namespace: { type: 'string', minLength: 1, description: 'Namespace. Default: that of the context, else `default`.' },
    },
  },
  actions: [deployments, setImage, rollout, restore, apply, diff, job, jobStatus, pods],
  standIn: async () => (await import('./stand-in.ts')).k8sStandIn,
};
