/**
 * The team's commands of a world, for the `bin/` of its checkout: `asg-scripts NAME ARGUMENTS`. They print for people, and do no more
 * than what is known of the real ones: no waiting, no looking back, and exit codes that prove little.
 */
export const SCRIPTS_PROGRAM = String.raw`
const [script, ...words] = process.argv.slice(2);
const stop = (text, code = 1) => { console.error(text); process.exit(code); };
const flag = name => { const at = words.indexOf(name); return at < 0 ? undefined : words.splice(at, 2)[1]; };
const has = name => { const at = words.indexOf(name); return at >= 0 && words.splice(at, 1).length > 0; };
const isForced = has('-f');
const [envFlag, roleFlag] = [flag('-e'), flag('-r')];
const [env, role] = [envFlag ?? words[0], roleFlag ?? words[1]];
if (!env || (!role && script !== 'ls-servers')) stop('usage: ' + script + ' ENVIRONMENT ROLE', 2);
const key = process.env.AWS_ACCESS_KEY_ID;
if (!key) stop('unable to sign request without credentials set (Aws::Errors::MissingCredentialsError)');
const group = env + '-' + role;
const now = process.env.SOURCE_DATE_EPOCH ? Number(process.env.SOURCE_DATE_EPOCH) * 1000 : Date.now();

const VERSIONS = { DescribeInstances: '2016-11-15', DescribeInstanceHealth: '2012-06-01', DescribeTargetHealth: '2015-12-01' };
async function call(Action, fields = {}) {
  const body = new URLSearchParams({ Action, Version: VERSIONS[Action] ?? '2011-01-01', ...fields });
  const headers = { authorization: 'AWS4-HMAC-SHA256 Credential=' + key + '/20260101/us-west-2/autoscaling/aws4_request' };
  const answer = await fetch(process.env.AWS_ENDPOINT_URL, { method: 'POST', headers, body }).catch(error => stop(Action + ': ' + (error.cause?.code ?? error.message)));
  const xml = await answer.text().catch(error => stop(Action + ': ' + error.message));
  if (!answer.ok) stop(Action + ': ' + pick(xml, 'Message') + ' (Aws::Errors::' + pick(xml, 'Code') + ')');
  return xml;
}
const pick = (xml, tag) => new RegExp('<' + tag + '>([^<]*)</' + tag + '>').exec(xml)?.[1] ?? '';

async function describe() {
  const xml = await call('DescribeAutoScalingGroups', { 'AutoScalingGroupNames.member.1': group });
  if (!pick(xml, 'AutoScalingGroupName')) stop('no such Auto Scaling group: ' + group);
  const found = xml.matchAll(/<InstanceId>([^<]*)<.*?<LifecycleState>([^<]*)<.*?<HealthStatus>([^<]*)<.*?<ProtectedFromScaleIn>([^<]*)</gs);
  const servers = [...found].map(([, id, state, health, shield]) => ({ id, state, health, shield: shield === 'true' }));
  const machines = servers.length === 0 ? '' : await call('DescribeInstances', Object.fromEntries(servers.map(({ id }, n) => ['InstanceId.' + (n + 1), id])));
  for (const [, id, launched, sha] of machines.matchAll(/<instanceId>([^<]*)<.*?<launchTime>([^<]*)<.*?<key>gitsha:[^<]*<\/key><value>([^<]*)</gs))
    Object.assign(servers.find(server => server.id === id), { launched, sha });
  const size = tag => Number(pick(xml, tag));
  return { min: size('MinSize'), desired: size('DesiredCapacity'), max: size('MaxSize'), check: pick(xml, 'HealthCheckType'), classic: /<LoadBalancerNames><member>([^<]*)</.exec(xml)?.[1], target: /<TargetGroupARNs><member>([^<]*)</.exec(xml)?.[1], servers: servers.sort((a, b) => a.launched.localeCompare(b.launched)) };
}
async function balancer({ classic, target }) {
  const xml = classic ? await call('DescribeInstanceHealth', { LoadBalancerName: classic }) : target ? await call('DescribeTargetHealth', { TargetGroupArn: target }) : '';
  return new Map([...xml.matchAll(/<(?:InstanceId|Id)>([^<]*)<.*?<State>([^<]*)</gs)].map(([, id, state]) => [id, state]));
}
const isUp = ({ state, health }) => state === 'InService' && health === 'Healthy';
const unprotect = servers => call('SetInstanceProtection', { AutoScalingGroupName: group, ProtectedFromScaleIn: 'false', ...Object.fromEntries(servers.map(({ id }, n) => ['InstanceIds.member.' + (n + 1), id])) });

async function removeBut(keep, rest) {
  if (!isForced) stop('Are you sure? [y/N] (not a terminal)');
  const unfit = keep.filter(server => !isUp(server));
  if (unfit.length > 0) stop('UnsafeError: not Healthy and InService: ' + unfit.map(({ id }) => id).join(', '));
  const shielded = rest.filter(({ shield }) => shield);
  if (shielded.length > 0) await unprotect(shielded);
  console.log('Removed scale-in protection from ' + (shielded.map(({ id }) => id).join(', ') || 'nothing'));
}

const commands = {
  async 'asg-size'() {
    const { min, desired, max, check } = await describe();
    console.log(group + ': desired ' + desired + ', min ' + min + ', max ' + max + ', health check ' + check);
    const xml = await call('DescribeScheduledActions', { AutoScalingGroupName: group });
    for (const [, name, at] of xml.matchAll(/<ScheduledActionName>([^<]*)<.*?<StartTime>([^<]*)</gs)) console.log('  scheduled: ' + name + ' at ' + at);
  },
  async 'ls-servers'() {
    const all = await describe();
    const states = await balancer(all);
    for (const { id, state, launched, sha } of all.servers) console.log([id, 'asg-' + group, state, launched, (sha ?? '').slice(0, 8), states.get(id) ?? '-'].join('  '));
  },
  async 'asg-recycle'() {
    const { desired, max } = await describe();
    if (2 * desired > max) stop('cannot recycle ' + group + ': ' + 2 * desired + ' is more than the maximum of ' + max);
    const at = new Date(now + (options.delay ?? 15) * 60_000).toISOString();
    await call('UpdateAutoScalingGroup', { AutoScalingGroupName: group, DesiredCapacity: String(2 * desired) });
    await call('PutScheduledUpdateGroupAction', { AutoScalingGroupName: group, ScheduledActionName: 'RecycleOnce', StartTime: at, DesiredCapacity: String(desired) });
    console.log('Set ' + group + ' from ' + desired + ' to ' + 2 * desired + '; back at ' + at);
  },
  async 'scale-remove-old-instances'() {
    const { desired, servers } = await describe();
    await removeBut(servers.slice(-desired), servers.slice(0, -desired));
  },
  async 'scale-remove-new-instances'() {
    const { desired, servers } = await describe();
    await removeBut(servers.slice(0, desired), servers.slice(desired));
  },
};
await (commands[script] ?? (() => stop('this world has no script ' + script, 127)))();
`;
