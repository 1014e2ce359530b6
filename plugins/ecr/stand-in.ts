/** An ECR for a world: repositories on loopback, in AWS's JSON protocol. */
import { isJsonObject, type Json, type JsonObject } from '../../engine/core/json.ts';
import type { StandIn, StandInDefinition, StandInRequest, StandInResponse, WorldIo } from '../../engine/core/stand-in.ts';
import { NO_TROUBLES, bringTroubles, takeOne, worldCredentials } from '../shared/aws/world.ts';
import { inDeployOrder } from './deploys.ts';
import { operations, refusalOf, refuse } from './stand-in/operations.ts';
import { FAULTS_SCHEMA, PART_SCHEMA, type ImagePart, type RepositoryFault, type RepositoryPart } from './stand-in/schema.ts';
import { ACCOUNT, findImage, moveTag, pushImage, type EcrState, type StoredRepository } from './stand-in/store.ts';
import { toImage } from './stand-in/view.ts';

const DAY = 86_400_000;
const REGION = 'us-east-1';

/**
 * Answers the questions `image {repository, tag | digest}` -> {digest, uri, sha, tags}, and `tag image {repository, digest, tags}`,
 * by which the doubles of those who deploy (a cluster, a CI) find and move what is deployed.
 */
export const ecrStandIn: StandInDefinition = { schema: PART_SCHEMA, faults: FAULTS_SCHEMA, start };

async function start(part: JsonObject, world: WorldIo): Promise<StandIn> {
  // Checked against PART_SCHEMA by the engine.
  const given = Object.entries(part as Readonly<Record<string, RepositoryPart>>);
  const state: EcrState = world.state<EcrState>({ repositories: {}, ...NO_TROUBLES });
  for (const [name, one] of given) state.repositories[name] ??= await openRepository(world, name, one);
  const url = await world.serve(request => handle(state, request));
  const region = given[0]?.[1].region ?? REGION;
  return {
    connections: { ecr: { plugin: 'ecr', url, region, env: worldCredentials(region) } },
    env: { AWS_ENDPOINT_URL_ECR: url, ...worldCredentials(region) },
    roots: Object.fromEntries(Object.values(state.repositories).map(({ name, uri }) => [name, { uri }])),
    answer: (question, about) => answer(state, question, about),
    async inject(fault) {
      for (const [name, one] of Object.entries(fault as Readonly<Record<string, RepositoryFault>>)) await injectFault(world, state, name, one);
    },
    view: () => Object.fromEntries(Object.values(state.repositories).map(({ name, images }) => [name, { images: images.map(toImage) }])),
    summary: () => Object.values(state.repositories).map(summaryOf),
  };
}

async function openRepository(
  world: WorldIo,
  name: string,
  { images = [], mutability = 'MUTABLE', region = REGION }: RepositoryPart,
): Promise<StoredRepository> {
  const repository: StoredRepository = { name, uri: `${ACCOUNT}.dkr.ecr.${region}.amazonaws.com/${name}`, mutability, images: [] };
  for (const image of images) await addImage(world, repository, image, world.now() - DAY);
  return repository;
}

async function addImage(world: WorldIo, repository: StoredRepository, { commit, tags = [], pushed, archived }: ImagePart, at: number): Promise<void> {
  const image = pushImage(repository, await shaOf(world, commit), pushed === undefined ? at : Date.parse(pushed));
  for (const tag of tags) moveTag(repository, image, tag);
  image.archived = archived ?? image.archived;
}

async function shaOf(world: WorldIo, commit: string): Promise<string> {
  if (/^[0-9a-f]{40}$/.test(commit)) return commit;
  const sha = await world.ask('commit', commit);
  if (typeof sha === 'string') return sha;
  throw new Error(`an image is built from the commit ${commit}, but no git repository of this world has it: put \`git\` above \`ecr\``);
}

async function injectFault(world: WorldIo, state: EcrState, name: string, { push, ...troubles }: RepositoryFault): Promise<void> {
  const repository = state.repositories[name];
  if (!repository) throw new Error(`a fault names the repository ${name}, which this world does not have`);
  if (push) await addImage(world, repository, push, world.now());
  bringTroubles(state, troubles);
}

function handle(state: EcrState, request: StandInRequest): StandInResponse {
  const name = request.headers['x-amz-target']?.split('.').at(-1) ?? '';
  const wrote = name === 'PutImage';
  try {
    if (takeOne(state, 'throttled')) refuse('ThrottlingException', 'Rate exceeded');
    if (takeOne(state, 'expired')) refuse('ExpiredTokenException', 'The security token included in the request is expired');
    if (takeOne(state, 'denied')) refuse('AccessDeniedException', `User is not authorized to perform: ecr:${name}`);
    const operation = Object.hasOwn(operations, name) ? operations[name] : undefined;
    if (!operation) refuse('UnknownOperationException', `The ECR of a rehearsal does not know ${name || 'this request'}.`);
    const body = operation(state, JSON.parse(request.body || '{}') as object);
    return wrote && takeOne(state, 'lost') ? { status: 0, wrote } : { status: 200, headers: HEADERS, body, wrote };
  } catch (error) {
    const refused = refusalOf(error);
    if (!refused) throw error;
    return { status: 400, headers: HEADERS, body: { __type: refused.code, message: refused.message } };
  }
}

const HEADERS = { 'content-type': 'application/x-amz-json-1.1' };

function answer(state: EcrState, question: string, about: Json): Json | undefined {
  if ((question !== 'image' && question !== 'tag image') || !isJsonObject(about)) return undefined;
  const { repository: name, tag, digest, tags } = about as { repository?: string; tag?: string; digest?: string; tags?: readonly string[] };
  const repository = state.repositories[name ?? ''];
  const image =
    repository && findImage(repository, { ...(tag === undefined ? {} : { imageTag: tag }), ...(digest === undefined ? {} : { imageDigest: digest }) });
  if (!repository || !image) return undefined;
  if (question === 'tag image') for (const one of tags ?? []) moveTag(repository, image, one);
  return { digest: image.digest, uri: repository.uri, sha: image.commit, tags: [...image.tags] };
}

function summaryOf(repository: StoredRepository): string {
  const [current, ...rest] = inDeployOrder(
    repository.images.map(image => ({ ...toImage(image), shas: [image.commit], pushedAt: undefined })),
    'production',
  );
  const shown = current ? `production is ${current.image.shas[0]?.slice(0, 7)}${current.tag === undefined ? '' : ` (${current.tag})`}` : 'nothing was deployed';
  return `${repository.name}: ${repository.images.length} images, ${shown}, ${rest.length} before it`;
}
