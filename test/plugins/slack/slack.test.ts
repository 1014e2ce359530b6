import { afterEach, expect, test } from 'vitest';
import type { JsonObject } from '../../../engine/core/json.ts';
import { compileSchema } from '../../../engine/load/compile-validators.ts';
import { slack } from '../../../plugins/slack/plugin.ts';
import { standIn } from '../../../plugins/slack/stand-in.ts';
import { usePlugin } from '../../support/use-plugin.ts';
import { createTestWorld, type TestWorld } from '../../support/world-io.ts';

const PART = {
  channels: ['login-appdev', 'login-devops'],
  workflow: { 'announce-release-pr': ['application', 'link'], recycle: { fields: ['rc'], to: ['login-devops'] } },
};
const worlds: TestWorld[] = [];
afterEach(async () => {
  await Promise.all(worlds.splice(0).map(world => world.close()));
});

async function start(part: JsonObject = PART) {
  const world = createTestWorld();
  worlds.push(world);
  const double = await standIn.start(part, world.io('slack'));
  const { connections, env = {} } = double;
  const channels = async () => (await double.view())['channels'];
  return { world, double, env, channels, use: usePlugin(slack, { connections, env }), inject: (fault: JsonObject) => world.inject('slack', double, fault) };
}

test('a message is shown exactly, then sent and recorded as shown', async () => {
  const { use, channels, world } = await start();
  const params = { channel: 'login-appdev', text: 'PKI RC 112 is live' };
  const effect = { does: 'slack message', to: '#login-appdev', data: { text: 'PKI RC 112 is live' }, says: 'post to #login-appdev: PKI RC 112 is live' };
  expect(await use.preview('post', params)).toEqual([effect]);
  expect(world.writes('slack')).toBe(0);
  expect(await use.run('post', params)).toEqual(params);
  expect(use.ran).toEqual([effect]);
  expect([await channels(), world.writes('slack')]).toEqual([{ 'login-appdev': ['PKI RC 112 is live'], 'login-devops': [] }, 1]);
});

test("Slack's control sequences in a text are only text", async () => {
  const { use, channels, env } = await start();
  const text = '<!channel> & <@U1|ana> &lt; @login-appdev-oncall';
  await use.run('post', { channel: 'login-appdev', text });
  expect(use.ran[0]?.data).toEqual({ text: '&lt;!channel&gt; &amp; &lt;@U1|ana&gt; &amp;lt; @login-appdev-oncall' });
  expect(await channels()).toMatchObject({ 'login-appdev': [text] });
  // The stand-in can tell: unescaped, the same text would call everybody.
  await fetch(env['WORLD_SLACK_WEBHOOK_LOGIN_APPDEV'] ?? '', { method: 'POST', body: JSON.stringify({ text: '<!channel> hi' }) });
  expect(await channels()).toMatchObject({ 'login-appdev': [text, '@channel hi'] });
});

test('a workflow gets its fields and posts where the world says', async () => {
  const { use, channels } = await start();
  const params = { workflow: 'announce-release-pr', fields: { application: 'PIV/CAC', link: 'https://git.example.com/mr/7' } };
  expect(await use.preview('workflow', params)).toEqual([
    {
      does: 'slack workflow',
      to: 'announce-release-pr',
      data: { fields: params.fields },
      says: 'start the Slack workflow announce-release-pr with application: PIV/CAC, link: https://git.example.com/mr/7',
    },
  ]);
  await use.run('workflow', params);
  await use.run('workflow', { workflow: 'recycle', fields: { rc: '112' } });
  expect(await channels()).toEqual({
    'login-appdev': ['announce-release-pr: application: PIV/CAC, link: https://git.example.com/mr/7'],
    'login-devops': ['recycle: rc: 112'],
  });
});

test('fields that the workflow does not declare are refused with an explanation', async () => {
  const { use } = await start();
  expect(await use.failureOf('workflow', { workflow: 'recycle', fields: { number: '112' } })).toEqual({
    code: 'slack-refused',
    message: 'Slack refused recycle: invalid_workflow_input (a field is missing, or has another name in the workflow)',
    hint: 'Say it in Slack by hand; have the webhook or workflow mended for the next time',
    data: { status: 400, slack: 'invalid_workflow_input' },
  });
});

test('a place that the connection lacks is told by the preview already', async () => {
  const { use } = await start();
  await expect(use.preview('post', { channel: 'nowhere', text: 'x' })).rejects.toMatchObject({
    failure: {
      code: 'unknown-place',
      message: 'The connection slack has no channel nowhere; it has login-appdev, login-devops',
      hint: 'Add an incoming webhook for #nowhere under `webhooks`',
    },
  });
  await expect(use.preview('workflow', { workflow: 'nothing', fields: {} })).rejects.toMatchObject({ failure: { code: 'unknown-place' } });
});

test('without a connection a preview works, and a run says that it is missing', async () => {
  const bare = usePlugin(slack, {});
  expect(await bare.preview('post', { channel: 'any', text: 'x' })).toHaveLength(1);
  expect(await bare.failureOf('post', { channel: 'any', text: 'x' })).toMatchObject({ code: 'no-connection' });
});

test.each([
  [
    429,
    {
      code: 'rate-limited',
      message: 'Slack refused login-appdev: rate_limited (too many messages in a short time)',
      hint: 'Try again in 30 seconds',
      data: { status: 429, slack: 'rate_limited' },
    },
  ],
  [
    500,
    {
      code: 'slack-refused',
      message: 'Slack refused login-appdev: rollup_error (Slack itself failed)',
      hint: 'Look into the channel. If the message is not there, retry the step, or say it by hand',
      data: { status: 500, slack: 'rollup_error' },
    },
  ],
  [
    503,
    {
      code: 'slack-refused',
      message: 'Slack refused login-appdev: HTTP 503',
      hint: 'Look into the channel. If the message is not there, retry the step, or say it by hand',
      data: { status: 503, slack: 'HTTP 503' },
    },
  ],
  [
    'ok_false',
    {
      code: 'slack-refused',
      message: 'Slack refused login-appdev: invalid_payload (it could not read the request)',
      hint: 'Say it in Slack by hand; have the webhook or workflow mended for the next time',
      data: { status: 200, slack: 'invalid_payload' },
    },
  ],
])('an answer that says no is a refusal, not a loss: %s', async (answers, failure) => {
  const { use, inject, channels } = await start();
  await inject({ answers });
  expect(await use.failureOf('post', { channel: 'login-appdev', text: 'x' })).toEqual(failure);
  expect([await channels(), use.ran]).toEqual([{ 'login-appdev': [], 'login-devops': [] }, []]);
  await inject({ answers: 'ok' });
  await use.run('post', { channel: 'login-appdev', text: 'x' });
  expect(await channels()).toMatchObject({ 'login-appdev': ['x'] });
});

test('a workflow that answers 200 with ok false is a refusal', async () => {
  const { use, inject } = await start();
  await inject({ answers: 'ok_false' });
  expect(await use.failureOf('workflow', { workflow: 'recycle', fields: { rc: '1' } })).toMatchObject({
    code: 'slack-refused',
    data: { status: 200, slack: 'workflow_not_published' },
  });
});

test('an archived channel is refused by name', async () => {
  const { use, inject } = await start();
  await inject({ archived: ['login-devops'] });
  expect(await use.failureOf('post', { channel: 'login-devops', text: 'x' })).toMatchObject({
    message: 'Slack refused login-devops: channel_is_archived (the channel is archived)',
  });
  await use.run('post', { channel: 'login-appdev', text: 'x' });
});

test('a message whose answer was lost is lost, though it arrived', async () => {
  const { use, inject, channels } = await start();
  await inject({ answers: 'lost' });
  expect(await use.failureOf('post', { channel: 'login-appdev', text: 'x' })).toEqual({
    code: 'no-answer',
    message: 'Nobody knows whether Slack took login-appdev: no answer came',
    hint: 'Look into the channel before you send it again',
    lost: true,
  });
  expect(await channels()).toMatchObject({ 'login-appdev': ['x'] });
});

test('a connection that was refused never sent it, and its secret address is not told', async () => {
  const connections = { slack: { plugin: 'slack', webhooks: { ops: { env: 'HOOK' } } } };
  const use = usePlugin(slack, { connections, env: { HOOK: 'http://127.0.0.1:1/services/T1/B1/hunter22' } });
  const failure = await use.failureOf('post', { channel: 'ops', text: 'x' });
  expect(failure).toMatchObject({ code: 'unreachable', message: expect.stringContaining('Slack cannot be reached for ops: ') });
  expect(failure).not.toHaveProperty('lost');
  expect(JSON.stringify(failure)).not.toContain('hunter22');
});

test.each(['no address at all', 'http://hooks.slack.com/services/T/B/x'])('an address that is none is refused before anything is sent: %s', async address => {
  const connections = { slack: { plugin: 'slack', webhooks: { ops: { env: 'HOOK' } } } };
  const use = usePlugin(slack, { connections, env: { HOOK: address } });
  const failure = await use.failureOf('post', { channel: 'ops', text: 'x' });
  expect(failure).toEqual({
    code: 'bad-address',
    message: 'The secret address for ops is no https address',
    hint: 'It looks like https://hooks.slack.com/services/... or https://hooks.slack.com/triggers/...',
  });
});

test('the schemas of its part and faults take what is meant and refuse what is not', () => {
  const part = compileSchema(standIn.schema);
  const fault = compileSchema(standIn.faults);
  expect([part(PART), fault({ answers: 503 }), fault({ answers: 'lost', archived: ['login-appdev'] })]).toEqual([[], [], []]);
  const wrong = [
    part({ channel: ['x'] }),
    part({ workflow: { name: { to: ['x'] } } }),
    fault({}),
    fault({ answers: 200 }),
    fault({ archived: 'login-appdev' }),
  ];
  expect(wrong.map(errors => errors.length > 0)).toEqual([true, true, true, true, true]);
});
