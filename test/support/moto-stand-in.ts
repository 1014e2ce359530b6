import type { JsonObject } from '../../engine/core/json.ts';
import type { StandIn, StandInDefinition, StandInRequest, StandInResponse, WorldIo } from '../../engine/core/stand-in.ts';
import { asgStandIn } from '../../plugins/asg/stand-in.ts';
import { clientsOn } from './asg-harness.ts';
import { seedGroup } from './asg-moto.ts';
import { MOTO_ENV } from './moto.ts';

const GROUP = 'prod-pivcac';
const TAG = 'gitsha:pivcac';
const CHANGES = /^(Update|Put|Set|Delete|Create|Terminate)/;

/**
 * moto in the place of the double of AWS, for an unchanged runbook in a world. What moto lacks is played here, on the world's clock: the
 * scheduler, and the tag with which a server says what it has booted. `env` is added to that of the world.
 */
export function motoStandIn(moto: string, env: Readonly<Record<string, string>>): StandInDefinition {
  return { ...asgStandIn, start: (part, world) => startOn(moto, env, part, world) };
}

async function startOn(moto: string, env: Readonly<Record<string, string>>, part: JsonObject, world: WorldIo): Promise<StandIn> {
  const { size } = part[GROUP] as { readonly size: { readonly desired: number; readonly max: number } };
  const aws = awsOn(moto, world);
  let turn = 0;

  const handle = async (request: StandInRequest): Promise<StandInResponse> => {
    const form = new URLSearchParams(request.body);
    const response = await forward(moto, request);
    const action = form.get('Action') ?? '';
    if (action === 'UpdateAutoScalingGroup') await aws.boot();
    if (action === 'PutScheduledUpdateGroupAction') world.at(Date.parse(form.get('StartTime') ?? ''), aws.runScheduled);
    return { ...response, wrote: CHANGES.test(action) };
  };

  await seedGroup(moto, GROUP, { desired: size.desired, max: size.max, balancer: 'classic' });
  await aws.boot();
  const url = await world.serve(handle);
  const settings = { AWS_ENDPOINT_URL: url, AWS_REGION: 'us-west-2', ...MOTO_ENV };
  return {
    connections: { 'prod-power': { plugin: 'asg', url, region: 'us-west-2', env: settings } },
    env: { ...settings, ...env },
    async answer(question, about) {
      if (question !== 'serves' || about !== GROUP) return undefined;
      const shas = await aws.shas();
      turn += 1;
      return { env: 'prod', branch: 'stages/prod', git_sha: shas[turn % shas.length] ?? '' };
    },
    inject: () => undefined,
    view: async () => ({ [GROUP]: { shas: await aws.shas() } }),
    summary: () => aws.shas(),
  };
}

/** What the test does to moto behind the back of the actions. */
function awsOn(moto: string, world: WorldIo) {
  const { others, machines } = clientsOn(moto, MOTO_ENV);
  const group = { AutoScalingGroupName: GROUP };
  const running = async () => {
    const { Reservations = [] } = await machines.describeInstances({ Filters: [{ Name: 'instance-state-name', Values: ['running'] }] });
    const all = Reservations.flatMap(({ Instances = [] }) => Instances);
    return all.map(({ InstanceId = '', Tags = [] }) => ({ id: InstanceId, sha: Tags.find(({ Key }) => Key === TAG)?.Value }));
  };
  return {
    shas: async () => (await running()).map(({ sha = '' }) => sha),
    /** New servers have booted what the mirror has now. */
    async boot(): Promise<void> {
      const fresh = (await running()).flatMap(({ id, sha }) => (sha === undefined ? [id] : []));
      const sha = await world.ask('ref', { ref: 'stages/prod', mirror: true });
      if (typeof sha === 'string' && fresh.length > 0) await machines.createTags({ Resources: fresh, Tags: [{ Key: TAG, Value: sha }] });
    },
    async runScheduled(): Promise<void> {
      const { ScheduledUpdateGroupActions: all = [] } = await others.describeScheduledActions(group);
      for (const { ScheduledActionName, DesiredCapacity, StartTime } of all) {
        if ((StartTime?.getTime() ?? 0) > world.now()) continue;
        await others.updateAutoScalingGroup({ ...group, DesiredCapacity });
        await others.deleteScheduledAction({ ...group, ScheduledActionName });
      }
    },
  };
}

async function forward(moto: string, { method, path, query, headers, body }: StandInRequest): Promise<StandInResponse> {
  const kept = Object.fromEntries(Object.entries(headers).filter(([name]) => !['host', 'connection', 'content-length'].includes(name)));
  const answer = await fetch(`${moto}${path}${query.size > 0 ? `?${query.toString()}` : ''}`, { method, headers: kept, ...(method === 'GET' ? {} : { body }) });
  return { status: answer.status, headers: { 'content-type': answer.headers.get('content-type') ?? 'text/xml' }, body: await answer.text() };
}
