/** A Horizon for a world: projects with their deploy blocks. */
import type { FromSchema } from '../../engine/core/action.ts';
import { DURATION_PATTERN, parseDuration } from '../../engine/core/duration.ts';
import type { JsonObject } from '../../engine/core/json.ts';
import type { StandIn, StandInDefinition, StandInRequest, StandInResponse, WorldIo } from '../../engine/core/stand-in.ts';

const BLOCK = {
  type: 'object',
  additionalProperties: false,
  required: ['project', 'description'],
  properties: {
    project: { type: 'integer', minimum: 1, description: 'Number of the project' },
    description: { type: 'string', description: 'Its reason' },
    after: { type: 'string', pattern: DURATION_PATTERN, description: 'Somebody creates it so long after the world begins. Default: it is there already' },
    for: { type: 'string', pattern: DURATION_PATTERN, description: 'It ends by itself after so long' },
  },
} as const;

const PART = {
  type: 'object',
  additionalProperties: false,
  description: 'Deploy blocks of projects',
  properties: { blocks: { type: 'array', items: BLOCK, description: 'Blocks that are there when the world begins' } },
} as const;

const FAULTS = {
  type: 'object',
  additionalProperties: false,
  minProperties: 1,
  description: 'What happens in Horizon',
  properties: {
    block: { ...BLOCK, description: 'Somebody creates a block' },
    resolve: { type: 'integer', minimum: 1, description: 'Somebody resolves all blocks of this project' },
    answers: {
      enum: [200, 301, 401, 403, 404, 429, 500, 502, 'ok'],
      description: 'It answers with this status and an HTML page from now on; `ok`: all is well again',
    },
    password: { type: 'boolean', description: 'The password was changed' },
  },
} as const;

export const standIn: StandInDefinition = { schema: PART, faults: FAULTS, start };

type State = {
  blocks: { id: number; project: number; description: string; created: number; resolved: number | null }[];
  answers: number | null;
  password: string;
};

const PASSWORD = 'password-of-the-horizon-in-this-world';
const VARIABLE = 'RUNBOOK_WORLD_HORIZON_PASSWORD';

/** Answers the question `blocks PROJECT` -> how many are unresolved; nothing while it does not answer. */
async function start(part: JsonObject, world: WorldIo): Promise<StandIn> {
  const given = part as FromSchema<typeof PART>;
  const state: State = world.state<State>({ blocks: [], answers: null, password: PASSWORD });
  if (state.blocks.length === 0) for (const block of given.blocks ?? []) addBlock(world, state, block);
  const url = await world.serve(request => handle(world, state, request));
  return {
    connections: { horizon: { plugin: 'horizon', url, username: 'runbook', token: { env: VARIABLE } } },
    env: { [VARIABLE]: PASSWORD },
    roots: { url },
    answer: (question, about) =>
      question === 'blocks' && typeof about === 'number' && state.answers === null ? unresolved(world, state, about).length : undefined,
    inject: fault => inject(world, state, fault),
    view: () => ({
      blocks: state.blocks.map(({ id, project, description }) => ({
        id,
        project,
        description,
        open: unresolved(world, state, project).some(one => one.id === id),
      })),
    }),
    summary: () =>
      state.blocks.map(({ project, description, resolved }) => `project ${project}: ${resolved === null ? 'blocked' : 'was blocked'}: ${description}`),
  };
}

function addBlock(world: WorldIo, { blocks }: State, { project, description, after = '0s', for: length }: FromSchema<typeof BLOCK>): void {
  const created = world.now() + (parseDuration(after) ?? 0);
  const resolved = length === undefined ? null : created + (parseDuration(length) ?? 0);
  blocks.push({ id: blocks.length + 1, project, description, created, resolved });
}

function unresolved(world: WorldIo, { blocks }: State, project: number): State['blocks'] {
  return blocks.filter(block => block.project === project && block.created <= world.now() && (block.resolved === null || block.resolved >= world.now()));
}

function handle(world: WorldIo, state: State, { path, query, headers }: StandInRequest): StandInResponse {
  if (state.answers !== null) return { status: state.answers, body: '<html>Heroku | Application error</html>' };
  if (headers['authorization'] !== `Basic ${Buffer.from(`runbook:${state.password}`).toString('base64')}`)
    return { status: 401, body: 'HTTP Basic: Access denied.' };
  if (path !== '/api/deploy_blocks') return { status: 404, body: { error: 'Not Found' } };
  const found = unresolved(world, state, Number(query.get('project_id')));
  const iso = (time: number): string => new Date(time).toISOString();
  const body = found.map(({ id, project, description, created, resolved }) => ({
    id,
    project_id: project,
    description,
    created_at: iso(created),
    resolved_at: resolved === null ? null : iso(resolved),
  }));
  return { status: 200, body };
}

function inject(world: WorldIo, state: State, { block, resolve, answers, password }: FromSchema<typeof FAULTS>): void {
  if (block) addBlock(world, state, block);
  for (const one of resolve === undefined ? [] : unresolved(world, state, resolve)) one.resolved = world.now() - 1;
  if (answers !== undefined) state.answers = answers === 'ok' ? null : answers;
  if (password) state.password = 'another-password';
}
