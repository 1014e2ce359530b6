/** Every sentence of the http plugin. */
export const messages = {
  notHttp: (url: string) => `${url} is no http or https address`,
  password: (host: string) => `The address of ${host} holds a user or password; give it as a header from a secret instead`,
  badStatus: (method: string, url: string, status: number, wanted: string) => `${method} ${url} was answered with ${status}, not with ${wanted}`,
  twoBodies: 'Give `json` or `text`, not both',
  noBody: 'There is nothing to send: give `json` or `text`',
  post: (url: string, body: string) => `post ${body} to ${url}`,
  nobodyServes: (name: string) => `no server of ${name} answers`,
  unknownUrl: (url: string, known: readonly string[]) => `the world has no ${url}; it has ${known.join(', ')}`,
} as const;
