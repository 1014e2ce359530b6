/** Every sentence of the horizon plugin. */
export const reasons = {
  open: 'Nothing blocks it.',
  blocked: ({ description, created_at, until }: { description: string; created_at: string; until?: string }, more: number): string =>
    `Blocked since ${minute(created_at)}${until === undefined ? '' : `, until ${minute(until)}`}: ${(description.trim() || 'no reason is given').replace(/\.$/, '')}${more > 0 ? ` (and ${more} more)` : ''}.`,
  noList: 'Horizon answered with something that is no list of blocks.',
} as const;

/** `2026-03-10 14:02 UTC`. */
function minute(time: string): string {
  const parsed = new Date(time);
  return Number.isNaN(parsed.getTime()) ? 'an unknown time' : `${parsed.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
