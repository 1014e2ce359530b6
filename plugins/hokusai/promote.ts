import { defineChange, type ReadContext } from '../../engine/core/action.ts';
import { fail } from '../../engine/core/failure.ts';
import { hokusaiArgv, readImage } from './client.ts';
import { deployEffect, deployedOutputs, runDeploy, verifyDeploy, type Deploy } from './deploy-run.ts';
import { hokusaiMessages as say, short } from './messages.ts';
import { DEPLOYED, DIGEST, FOLDER } from './params.ts';

const STAGE = 'production';

export const promote = defineChange({
  name: 'promote',
  summary: 'Promote what staging runs by `hokusai pipeline promote`, and only if it is the image that was looked at.',
  description:
    'hokusai promotes whatever has the tag `staging` when it looks. Where that is not `digest` any more nothing is done (`moved`); where it moves in the moment between, the verification finds ' +
    'another image in production. `hokusai.deploy` with the commit leaves no such moment.',
  version: 1,
  interrupted: 'check',
  params: {
    type: 'object',
    required: ['folder', 'digest'],
    additionalProperties: false,
    properties: { folder: FOLDER, digest: { ...DIGEST, description: 'The image that staging ran when it was looked at.' } },
  },
  outputs: DEPLOYED,
  examples: [{ title: 'Promote', with: { folder: 'force', digest: `sha256:${'1'.repeat(64)}` } }],
  async check(params, context) {
    const outputs = await deployedOutputs(context, toDeploy(context, params));
    return outputs ? { done: true, outputs } : { done: false };
  },
  async preview(params, context) {
    await refuseIfMoved(context, params);
    return [await deployEffect(context, toDeploy(context, params))];
  },
  async run(params, context, [effect]) {
    await refuseIfMoved(context, params);
    const wanted = toDeploy(context, params);
    return runDeploy(context, effect ?? (await deployEffect(context, wanted)), wanted);
  },
  async verify(params, _outputs, context) {
    return verifyDeploy(context, { ...params, stage: STAGE });
  },
});

interface PromoteParams {
  readonly folder: string;
  readonly digest: string;
}

function toDeploy(context: ReadContext, { folder, digest }: PromoteParams): Deploy {
  return { folder, digest, stage: STAGE, argv: hokusaiArgv(context, ['pipeline', 'promote']) };
}

async function refuseIfMoved(context: ReadContext, { folder, digest }: PromoteParams): Promise<void> {
  const { digest: has } = await readImage(context, folder, 'staging');
  if (has !== digest) fail({ code: 'moved', ...say.moved(short(digest), short(has)) });
}
