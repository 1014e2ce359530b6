/**
 * The one door to the client library, loaded when a message is sent. A CommonJS package that is imported dynamically
 * reaches the bundle in dist/ without its names; a module that names what it takes does not.
 */
export { IncomingWebhook, WebhookTrigger } from '@slack/webhook';
