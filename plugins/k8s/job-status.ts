import { defineRead } from '../../engine/core/action.ts';
import { namespaceOf, openCluster } from './client.ts';
import { NAMESPACE } from './params.ts';
import { readJob } from './read-job.ts';

export const jobStatus = defineRead({
  name: 'job_status',
  summary: 'Look at a Job that was started: whether it has ended, its exit code, the end of its log.',
  description:
    'For polls: `until: outputs.finished`, `verify: outputs.exit_code == 0`. A Job that is not there (removed a day after its end, or never created) is `absent` and counts as finished, with ' +
    'exit code -1. One that failed is not started again by a retry: read its log, mend the cause, `kubectl delete job NAME`, then retry the step that starts it.',
  version: 1,
  params: {
    type: 'object',
    required: ['name'],
    additionalProperties: false,
    properties: {
      name: { type: 'string', minLength: 1, maxLength: 63, description: 'Name of the Job.' },
      namespace: NAMESPACE,
      lines: { type: 'integer', minimum: 1, maximum: 1_000, description: 'How many lines of its log to bring. Default: 100.' },
    },
  },
  outputs: {
    type: 'object',
    required: ['state', 'finished', 'exit_code', 'reason', 'log'],
    additionalProperties: false,
    properties: {
      state: { type: 'string', enum: ['absent', 'pending', 'running', 'succeeded', 'failed'], description: 'Where it stands.' },
      finished: { type: 'boolean', description: 'Nothing more will happen.' },
      exit_code: { type: 'integer', description: 'Exit code of the command; -1 before its end, and where it never ran.' },
      reason: { type: 'string', description: "Why it waits or has failed: `ImagePullBackOff`, `DeadlineExceeded`, `OOMKilled`; '' otherwise." },
      log: { type: 'string', description: 'The end of what it printed.' },
    },
  },
  examples: [{ title: 'Have the migrations ended?', with: { name: 'pre-deploy-artsy-release-20260310-1a2b3c' } }],
  async run({ name, namespace: given, lines = 100 }, context) {
    const cluster = openCluster(context);
    const { state, exitCode, reason, log } = await readJob(cluster, await namespaceOf(cluster, given), name, lines);
    const finished = state !== 'pending' && state !== 'running';
    context.log(`${name}: ${state}${exitCode === undefined ? '' : `, exit code ${exitCode}`}${reason === '' ? '' : ` (${reason})`}`);
    if (finished && log !== '') context.log(log);
    return { state, finished, exit_code: exitCode ?? (state === 'succeeded' ? 0 : -1), reason, log };
  },
});
