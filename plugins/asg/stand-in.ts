import { parseDuration } from '../../engine/core/duration.ts';
import type { JsonObject } from '../../engine/core/json.ts';
import type { StandIn, StandInDefinition, StandInRequest, StandInResponse, WorldIo } from '../../engine/core/stand-in.ts';
import { NO_TROUBLES, takeOne } from '../shared/aws/world.ts';
import { advanceFleet, nextTime, type ShaOf } from './stand-in/advance.ts';
import { dispatch, isChange } from './stand-in/dispatch.ts';
import { AWS_PROGRAM } from './stand-in/aws-program.ts';
import { connectionsOf, environmentOf } from './stand-in/connections.ts';
import { injectFault } from './stand-in/faults.ts';
import { launchMachine, lookOf, type AsgState, type Fleet } from './stand-in/fleet.ts';
import { answerQuery, parseQuery, refuseQuery, type AwsRefusal, type Query, type Xml } from './stand-in/query.ts';
import { SCRIPTS_PROGRAM } from './stand-in/scripts-program.ts';
import { placeServers, type Servers } from './stand-in/servers.ts';
import { FAULTS_SCHEMA, PART_SCHEMA, type GroupFault, type GroupPart } from './stand-in/schema.ts';
import { asksForSession, giveSession, refuseKeys } from './stand-in/sessions.ts';
import { VAULT_PROGRAM } from './stand-in/vault-program.ts';

const DAY = 86_400_000;

/** Auto Scaling groups with their load balancers, EC2 and STS on loopback, in AWS's Query protocol, on the world's clock. */
export const asgStandIn: StandInDefinition = {
  schema: PART_SCHEMA,
  faults: FAULTS_SCHEMA,
  programs: {
    aws: {
      schema: {
        type: 'object',
        additionalProperties: false,
        properties: {
          account: { type: 'string', pattern: '^[A-Za-z0-9_-]+$', description: 'Name of the account, shown as the role of the answer.' },
          url: { type: 'string', description: 'Where AWS is. Default: AWS_ENDPOINT_URL.' },
        },
      },
      source: AWS_PROGRAM,
    },
    'aws-vault': {
      schema: {
        type: 'object',
        additionalProperties: false,
        properties: { profiles: { type: 'array', items: { type: 'string' }, description: 'The profiles that it knows. Default: any.' } },
      },
      source: VAULT_PROGRAM,
    },
    'asg-scripts': {
      schema: {
        type: 'object',
        additionalProperties: false,
        properties: { delay: { type: 'integer', minimum: 1, description: 'Minutes after which asg-recycle brings the group back. Default: 15.' } },
      },
      source: SCRIPTS_PROGRAM,
    },
  },
  start: startAsg,
};

async function startAsg(part: JsonObject, world: WorldIo): Promise<StandIn> {
  // Checked against PART_SCHEMA by the engine.
  const groups = part as Readonly<Record<string, GroupPart>>;
  const state: AsgState = world.state<AsgState>({ fleets: {}, ignored: 0, sessions: [], wantsCode: false, ...NO_TROUBLES });
  const shaOf: ShaOf = fleet => askSha(world, fleet);
  for (const [name, group] of Object.entries(groups)) state.fleets[name] ??= await newFleet(name, group, world);

  const fleets = (): readonly Fleet[] => Object.values(state.fleets);
  const armed = new Set<number>();
  const arm = (): void => {
    for (const time of fleets().flatMap(fleet => nextTime(fleet) ?? [])) {
      if (armed.has(time)) continue;
      armed.add(time);
      world.at(time, settle);
    }
  };
  const settle = async (): Promise<void> => {
    for (const fleet of fleets()) await advanceFleet(fleet, world.now(), shaOf);
    arm();
  };
  const handle = async (request: StandInRequest): Promise<StandInResponse> => {
    await settle();
    const query = parseQuery(request);
    const refusal = asksForSession(query) ? undefined : refuseKeys(state, request, world.now());
    if (refusal) return refuseQuery(query, refusal);
    if (asksForSession(query)) return answerSession(query, giveSession(state, query, world.now()));
    if (takeOne(state, 'throttled')) return refuseQuery(query, { status: 400, code: 'Throttling', message: 'Rate exceeded' });
    if (takeOne(state, 'expired'))
      return refuseQuery(query, { status: 403, code: 'ExpiredToken', message: 'The security token included in the request is expired' });
    if (takeOne(state, 'denied')) return refuseQuery(query, deniedCall(query.action));
    if (isChange(query) && takeOne(state, 'ignored')) return answerQuery(query, {}, true);
    const response = await dispatch({ query, fleets: fleets(), now: world.now(), shaOf });
    arm();
    return isChange(query) && takeOne(state, 'lost') ? { ...response, status: 0 } : response;
  };

  const url = await world.serve(handle);
  await settle();
  return {
    connections: await connectionsOf(groups, url, world),
    env: environmentOf(groups, url),
    answer: (question, about) => (question === 'serves' && typeof about === 'string' ? serves(state.fleets[about], world.now()) : undefined),
    async inject(fault) {
      await settle();
      for (const [name, one] of Object.entries(fault as Readonly<Record<string, GroupFault>>)) {
        const fleet = state.fleets[name];
        if (fleet && one.servers) await place(fleet, one.servers, world);
        await injectFault(state, name, one, world.now(), shaOf);
      }
      await settle();
    },
    async view() {
      await settle();
      return Object.fromEntries(fleets().map(fleet => [fleet.name, viewOf(fleet, world.now())]));
    },
    async summary() {
      await settle();
      return fleets().flatMap(fleet => summaryOf(fleet, world.now()));
    },
  };
}

function answerSession(query: Query, given: Xml | AwsRefusal): StandInResponse {
  return typeof given === 'object' && 'status' in given ? refuseQuery(query, given as AwsRefusal) : answerQuery(query, given, false);
}

function deniedCall(action: string) {
  const message = `User: arn:aws:sts::111122223333:assumed-role/power/rehearsal is not authorized to perform: ${action}`;
  return { status: 403, code: 'AccessDenied', message };
}

/** The servers that ran before the world began: launched a week ago, with the commit that the branch has. */
async function newFleet(name: string, { size, boots, balancer, region, ...part }: GroupPart, world: WorldIo): Promise<Fleet> {
  const fleet: Fleet = {
    name,
    region: region ?? 'us-west-2',
    ...size,
    protect: part.protected ?? false,
    balancer: balancer ?? 'target-group',
    boots: { branch: boots.branch, repository: boots.repository ?? null, mirror: boots.from === 'mirror', takes: parseDuration(boots.takes ?? '5m') ?? 0 },
    grace: parseDuration(part['health-grace'] ?? '5m') ?? 0,
    machines: [],
    late: 0,
    suspended: [],
    scheduled: [],
    activities: [],
    trouble: null,
    launches: 0,
    turn: 0,
  };
  if (part.servers) {
    await place(fleet, part.servers, world);
    return fleet;
  }
  const sha = await askSha(world, fleet);
  for (let n = 0; n < size.desired; n += 1) launchMachine(fleet, sha, world.now() - 7 * DAY + n * 60_000);
  return fleet;
}

async function place(fleet: Fleet, servers: Servers, world: WorldIo): Promise<void> {
  await placeServers(fleet, servers, world.now(), async commit => {
    const sha = await world.ask('commit', commit);
    if (typeof sha === 'string') return sha;
    throw new Error(`the servers of ${fleet.name} run the commit ${commit}, which no repository of this world has`);
  });
}

/** Which commit a server finds now. */
async function askSha(world: WorldIo, fleet: Fleet): Promise<string> {
  const { branch, repository, mirror } = fleet.boots;
  const sha = await world.ask('ref', { ...(repository === null ? {} : { repository }), ref: branch, mirror });
  if (typeof sha === 'string') return sha;
  throw new Error(
    `the servers of ${fleet.name} boot ${branch}, but no git repository of this world has it: put \`git\` above \`asg\`, and name it with \`boots.repository\``,
  );
}

/** What a server of the fleet answers for deploy.json; the healthy ones take turns. */
function serves(fleet: Fleet | undefined, now: number): JsonObject | undefined {
  if (fleet === undefined) return undefined;
  const serving = fleet.machines.filter(machine => lookOf(fleet, machine, now).serving);
  fleet.turn += 1;
  const machine = serving[fleet.turn % serving.length];
  return machine && { env: fleet.name.replace(/-.*$/, ''), branch: fleet.boots.branch, git_sha: machine.sha };
}

function viewOf(fleet: Fleet, now: number): JsonObject {
  const { min, desired, max, scheduled, machines } = fleet;
  return {
    size: { min, desired, max },
    instances: machines.map(machine => {
      const { balanced: balancer, ...look } = lookOf(fleet, machine, now);
      return { id: machine.id, sha: machine.sha, launched: new Date(machine.launched).toISOString(), ...look, balancer };
    }),
    scheduled: scheduled.map(action => ({ name: action.name, at: new Date(action.at).toISOString(), desired: action.desired })),
  };
}

function summaryOf(fleet: Fleet, now: number): readonly string[] {
  const servers = fleet.machines.map(machine => `${machine.id} ${lookOf(fleet, machine, now).state} ${machine.sha.slice(0, 8)}`);
  const scheduled = fleet.scheduled.map(action => `${action.name} at ${new Date(action.at).toISOString()}`);
  return [`${fleet.name}: ${fleet.machines.length} servers, ${fleet.desired} desired`, ...[...servers, ...scheduled].map(line => `  ${line}`)];
}
