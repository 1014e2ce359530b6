/** Transactions and failed transactions of one application in the last `ms` milliseconds. */
export function errorsQuery(app: string, ms: number): string {
  const seconds = Math.max(1, Math.round(ms / 1_000));
  return `SELECT count(*) AS requests, filter(count(*), WHERE error IS true) AS errors FROM Transaction WHERE appName = ${quoteNrql(app)} SINCE ${seconds} seconds ago`;
}

/** A string of NRQL: nothing inside it can end it. */
export function quoteNrql(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
