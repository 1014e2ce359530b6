interface Words {
  readonly message: string;
  readonly hint: string;
}

/** What people read when New Relic does not answer a query. */
export const newrelicMessages = {
  credentials: (connection: string, reason: string): Words => ({
    message: `New Relic does not accept the key of connection ${connection}: ${reason}`,
    hint: 'NerdGraph wants a user key (NRAK-...) of somebody who may read this account. Set it where the `token` of the connection points, then go on.',
  }),
  busy: (reason: string): Words => ({
    message: `New Relic was too busy for the query three times: ${reason}`,
    hint: 'Wait a minute, then retry the step, or look at New Relic by hand.',
  }),
  refused: (said: string): Words => ({
    message: `New Relic refused the query: ${said}`,
    hint: 'Check `account` of the connection and the name of the application.',
  }),
  notJson: (status: number): Words => ({
    message: `New Relic was expected, but what answered with HTTP ${status} does not speak JSON.`,
    hint: 'A proxy, or a wrong `url` of the connection.',
  }),
  noResults: (): Words => ({
    message: 'New Relic answered the query without results.',
    hint: 'Check that the key may read the `account` of the connection.',
  }),
} as const;
