/** hokusai and kubectl for a world: small programs that talk to the registry and the cluster of the world. */
import type { FromSchema } from '../../engine/core/action.ts';
import type { JsonObject } from '../../engine/core/json.ts';
import type { StandIn, StandInDefinition, WorldIo } from '../../engine/core/stand-in.ts';
import { HOKUSAI_PROGRAM } from './stand-in/hokusai-program.ts';
import { KUBECTL_PROGRAM } from './stand-in/kubectl-program.ts';

const PROPERTIES = {
  pre_deploy: { type: 'integer', minimum: 0, maximum: 255, description: 'Exit code of the hook before the deploy. Default: 0.' },
  post_deploy: { type: 'integer', minimum: 0, maximum: 255, description: 'Exit code of the hook after it. Default: 0.' },
  tags: { enum: ['good', 'fail'], description: 'Whether it can tag images. Default: good.' },
} as const;
const SETTINGS = { type: 'object', additionalProperties: false, properties: PROPERTIES } as const;

export const hokusaiStandIn: StandInDefinition = {
  schema: {
    ...SETTINGS,
    description: 'How the hokusai of this world behaves; it deploys to the cluster and the registry above. Put `hokusai` and `kubectl` under `programs`.',
  },
  faults: { ...SETTINGS, minProperties: 1, description: 'What goes wrong with hokusai from now on.' },
  programs: {
    hokusai: { schema: { type: 'object', additionalProperties: false, description: 'The hokusai of this world.' }, source: HOKUSAI_PROGRAM },
    kubectl: { schema: { type: 'object', additionalProperties: false, description: 'A kubectl that knows only `get deployments`.' }, source: KUBECTL_PROGRAM },
  },
  start,
};

async function start(part: JsonObject, world: WorldIo): Promise<StandIn> {
  const state = world.state<Record<string, number | string>>({});
  if (Object.keys(state).length === 0) Object.assign(state, part);
  // Every deploy asks how it shall go, and says what it has done.
  const url = await world.serve(() => ({ status: 200, body: { ...state, now: new Date(world.now()).toISOString() } }));
  return {
    connections: {},
    env: { RUNBOOK_WORLD_HOKUSAI: url },
    inject: fault => void Object.assign(state, fault as FromSchema<typeof SETTINGS>),
    view: () => ({ ...state }),
    summary: () => [],
  };
}
