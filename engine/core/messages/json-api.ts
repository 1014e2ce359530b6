/** What the answer of a JSON API means, for services of every kind. */
export const apiMessages = {
  status: (service: string, request: string, status: number, said: string): string =>
    `${service} answered ${request} with ${status}${said === '' ? '' : `: ${said.replace(/\.$/, '')}`}.`,
  unauthorized: 'The token is missing, wrong or expired. Make a new one, and give it to the connection.',
  forbidden: 'The token may not do this. Use one of somebody who may.',
  notFound: 'Look whether the names are right. Services also say this where the token may not see what is asked for.',
  refused: 'It does not accept this as it is. Look at what it says, correct it, then try again.',
  unwell: 'Look whether the service is well, then try again.',
  unknown: 'Look whether the address of the connection is right.',
  limited: 'Too many calls were made. Wait a minute, then try again.',
  limitedFor: (seconds: number): string => `Too many calls were made. Try again in ${seconds} seconds.`,
  limitedUntil: (reset: Date): string => `Too many calls were made. Try again after ${reset.toISOString().slice(0, 16).replace('T', ' ')} UTC.`,
  notJson: (request: string, type: string): string => `The answer to ${request} is ${type || 'of no type'}, not JSON: it may be a login page or a proxy.`,
  notJsonHint: 'Look whether the address of the connection is that of the service itself.',
} as const;
