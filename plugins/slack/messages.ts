/** Every sentence of the slack plugin. */
export const messages = {
  post: (channel: string, text: string) => `post to #${channel}: ${text}`,
  workflow: (workflow: string, fields: string) => `start the Slack workflow ${workflow} with ${fields}`,
  unknownPlace: (kind: 'channel' | 'workflow', name: string, connection: string, known: readonly string[]) =>
    `The connection ${connection} has no ${kind} ${name}${known.length > 0 ? `; it has ${known.join(', ')}` : ''}`,
  unknownPlaceHint: (kind: 'channel' | 'workflow', name: string) =>
    kind === 'channel' ? `Add an incoming webhook for #${name} under \`webhooks\`` : `Add the workflow's webhook trigger under \`triggers\` as ${name}`,
  badAddress: (name: string) => `The secret address for ${name} is no https address`,
  badAddressHint: 'It looks like https://hooks.slack.com/services/... or https://hooks.slack.com/triggers/...',
  refused: (name: string, code: string, explanation: string) => `Slack refused ${name}: ${code}${explanation === '' ? '' : ` (${explanation})`}`,
  retryAfter: (seconds: string) => `Try again in ${seconds} seconds`,
  slackDown: 'Look into the channel. If the message is not there, retry the step, or say it by hand',
  byHand: 'Say it in Slack by hand; have the webhook or workflow mended for the next time',
  lost: (name: string) => `Nobody knows whether Slack took ${name}: no answer came`,
  lostHint: 'Look into the channel before you send it again',
  unreachable: (name: string, reason: string) => `Slack cannot be reached for ${name}: ${reason}`,
} as const;

/** What Slack answers, by its own words, explained. https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks */
export const explanations: Readonly<Record<string, string>> = {
  invalid_payload: 'it could not read the request',
  no_text: 'the message is empty',
  user_not_found: 'the webhook belongs to a person who is gone',
  action_prohibited: 'an administrator has restricted posting here',
  posting_to_general_channel_denied: 'only some may post to this channel',
  channel_not_found: 'the channel was deleted, or the webhook may not see it',
  no_service: 'the webhook was removed or disabled; make a new one',
  no_service_id: 'the address is not complete',
  no_team: 'the address is not complete, or the workspace is gone',
  team_disabled: 'the workspace is disabled',
  invalid_token: 'the address is wrong or was replaced',
  channel_is_archived: 'the channel is archived',
  rate_limited: 'too many messages in a short time',
  rollup_error: 'Slack itself failed',
  workflow_not_published: 'the workflow is not published',
  trigger_not_found: 'the trigger was removed; make a new one',
  invalid_workflow_input: 'a field is missing, or has another name in the workflow',
};
