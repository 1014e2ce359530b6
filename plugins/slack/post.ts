import { defineChange, type Effect } from '../../engine/core/action.ts';
import { findDestination, checkPlace, sendMessage } from './client.ts';
import { messages } from './messages.ts';

export const post = defineChange({
  name: 'post',
  summary: 'Posts a message to a channel',
  description: [
    "The text is sent as it is shown: Slack's own control sequences (`<!channel>`, `<@U123>`) do not work in it, wherever they come from, so a value cannot call a whole channel.",
    'A plain address becomes a link by itself; `@name` is only text for an incoming webhook.',
    'Whether a lost message arrived nobody can tell, so a person is asked then.',
  ].join('\n'),
  version: 1,
  interrupted: 'ask',
  params: {
    type: 'object',
    additionalProperties: false,
    required: ['channel', 'text'],
    properties: {
      channel: { type: 'string', minLength: 1, description: 'The channel, without #. The connection has a webhook for it.' },
      text: { type: 'string', minLength: 1, maxLength: 40_000, description: 'The message.' },
    },
  },
  outputs: {
    type: 'object',
    additionalProperties: false,
    required: ['channel', 'text'],
    properties: {
      channel: { type: 'string', description: 'The channel.' },
      text: { type: 'string', description: 'The message as people read it.' },
    },
  },
  examples: [{ title: 'Announce the end of a deploy', with: { channel: 'releases', text: 'RC 112 is live <3 & well' } }],
  async preview({ channel, text }, { connection }) {
    checkPlace({ kind: 'channel', name: channel }, connection);
    return [{ does: 'slack message', to: `#${channel}`, data: { text: escapeText(text) }, says: messages.post(channel, text) } satisfies Effect];
  },
  async run({ channel, text }, context, effects) {
    const destination = await findDestination({ kind: 'channel', name: channel }, context.connection);
    for (const effect of effects) await context.change(effect, io => sendMessage(io, destination, escapeText(text)));
    return { channel, text };
  },
});

/** https://docs.slack.dev/messaging/formatting-message-text#escaping */
function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
