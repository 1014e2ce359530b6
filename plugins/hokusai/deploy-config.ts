import { defineChange } from '../../engine/core/action.ts';
import { deployEffect, runDeploy, verifyDeploy } from './deploy-run.ts';
import { DEPLOY_PARAMS, toDeploy } from './deploy.ts';
import { DEPLOYED } from './params.ts';

const FLAGS = ['--update-config'];

export const deployConfig = defineChange({
  name: 'deploy_config',
  summary: 'Deploy an image and the whole configuration by `hokusai production deploy TAG --update-config`.',
  description:
    'Applies hokusai/production.yml of `folder` as it stands there, Ingress and all: check out the commit of the image first, else a rollback brings the configuration of today. ' +
    'Where the rollout fails hokusai undoes the Deployments alone. Nobody can tell afterwards whether the configuration was applied, so a person is asked after a crash.',
  version: 1,
  interrupted: 'ask',
  params: DEPLOY_PARAMS,
  outputs: DEPLOYED,
  examples: [{ title: 'Roll back code and configuration', with: { folder: 'force', tag: 'production--2022-01-26--14-17-47' } }],
  async preview(params, context) {
    return [await deployEffect(context, await toDeploy(context, params, FLAGS))];
  },
  async run(params, context, [effect]) {
    const wanted = await toDeploy(context, params, FLAGS);
    return runDeploy(context, effect ?? (await deployEffect(context, wanted)), wanted);
  },
  async verify({ folder, stage = 'production' }, { digest }, context) {
    return verifyDeploy(context, { folder, stage, digest });
  },
});
