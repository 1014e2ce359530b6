/** Every sentence of the circleci plugin. */
import type { Failure } from '../../engine/core/failure.ts';

export const hints = {
  unauthorized: 'The token is missing, wrong or expired. It must be a personal one: project tokens are not accepted by this API.',
  forbidden: 'The token may not do this. Use one of somebody who may write to the project.',
  notFound: 'Look whether the project (`gh/OWNER/NAME`) and the id are right. CircleCI also says this where the token may not see it.',
} as const;

export const effects = {
  approve: (job: string, workflow: string): string => `approve the held job ${JSON.stringify(job)} of workflow ${workflow}`,
  cancel: (workflow: string): string => `cancel workflow ${workflow}`,
  rerun: (workflow: string, from: string): string => `run workflow ${workflow} again ${from}`,
  fromFailed: 'from its failed jobs on',
  fromJobs: (jobs: readonly string[]): string => `with the jobs ${jobs.join(', ')}`,
  trigger: (project: string, what: string): string => `start a pipeline of ${project} on ${what}`,
} as const;

export const failures = {
  noHold: (job: string, held: readonly string[]): Failure => ({
    code: 'not-on-hold',
    message: `No job ${JSON.stringify(job)} waits for an approval${held.length > 0 ? `; there ${held.length === 1 ? 'is' : 'are'} ${held.join(', ')}` : ': the workflow holds nothing'}.`,
    hint: 'Look at the workflow: it may not have come so far, or somebody has approved it.',
  }),
  noJob: (names: readonly string[]): Failure => ({
    code: 'bad-params',
    message: `The workflow has no ${names.length === 1 ? 'job' : 'jobs'} ${names.join(', ')}.`,
    hint: 'Look at the jobs of the workflow, and write their names as they stand there.',
  }),
  workflowOrPipeline: {
    code: 'bad-params',
    message: 'A workflow is found by its own id or by its pipeline: give exactly one of them.',
    hint: 'Leave one of `workflow` and `pipeline` out.',
  } satisfies Failure,
  branchOrTag: {
    code: 'bad-params',
    message: 'A pipeline is started on a branch or on a tag: give exactly one of them.',
    hint: 'Leave one of `branch` and `tag` out.',
  } satisfies Failure,
  skipped: (said: string): Failure => ({
    code: 'skipped',
    message: `CircleCI started no pipeline: ${said || 'it does not say why'}.`,
    hint: 'A commit message with [ci skip] or a rule of the project may be the reason.',
  }),
} as const;
