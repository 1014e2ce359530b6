import { defineChange, type FromSchema, type ReadContext } from '../../engine/core/action.ts';
import { hokusaiArgv, readImage } from './client.ts';
import { deployEffect, deployedOutputs, runDeploy, verifyDeploy, type Deploy } from './deploy-run.ts';
import { DEPLOYED, FOLDER, STAGE, TAG } from './params.ts';

/** The params of `hokusai.deploy` and `hokusai.deploy_config`. */
export const DEPLOY_PARAMS = {
  type: 'object',
  required: ['folder', 'tag'],
  additionalProperties: false,
  properties: {
    folder: FOLDER,
    stage: STAGE,
    tag: TAG,
    timeout: { type: 'integer', minimum: 1, description: 'Seconds without progress after which a rollout has failed. Default: 600.' },
    git_remote: { type: 'string', pattern: '^[A-Za-z0-9_][^\\s]*$', description: 'Where hokusai pushes its git tags. Default: what hokusai/config.yml says.' },
  },
} as const;

export const deploy = defineChange({
  name: 'deploy',
  summary: 'Deploy an image by `hokusai production deploy TAG`: Deployments alone, the configuration stays.',
  description:
    'hokusai runs its hooks, sets the images, waits for the rollout, and moves its tags. Whether it worked is asked of the cluster, not of the exit code: `complete: false` says that the image ' +
    'is live but what comes after the deploy went wrong. Give the commit as the tag; `staging` may have moved when hokusai looks. Nothing keeps two deploys by hokusai apart, so use a `target`.',
  version: 1,
  interrupted: 'check',
  params: DEPLOY_PARAMS,
  outputs: DEPLOYED,
  examples: [{ title: 'Roll back to an image that ran before', with: { folder: 'force', tag: 'production--2022-01-26--14-17-47' } }],
  async check(params, context) {
    const outputs = await deployedOutputs(context, await toDeploy(context, params));
    return outputs ? { done: true, outputs } : { done: false };
  },
  async preview(params, context) {
    return [await deployEffect(context, await toDeploy(context, params))];
  },
  async run(params, context, [effect]) {
    const wanted = await toDeploy(context, params);
    return runDeploy(context, effect ?? (await deployEffect(context, wanted)), wanted);
  },
  async verify({ folder, stage = 'production' }, { digest }, context) {
    return verifyDeploy(context, { folder, stage, digest });
  },
});

/** Fails with `not-found` where there is no such image. */
export async function toDeploy(context: ReadContext, params: FromSchema<typeof DEPLOY_PARAMS>, more: readonly string[] = []): Promise<Deploy> {
  const { folder, stage = 'production', tag, timeout, git_remote: remote } = params;
  const { digest } = await readImage(context, folder, tag);
  const flags = [...(timeout === undefined ? [] : ['--timeout', `${timeout}`]), ...(remote === undefined ? [] : ['--git-remote', remote]), ...more];
  return { folder, stage, digest, argv: hokusaiArgv(context, [stage, 'deploy', tag, ...flags]) };
}
