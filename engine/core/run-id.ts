import { createHash } from 'node:crypto';

/** A short, readable, unique id: `pki-prod-deploy-20260310-k3f9`. */
export function newRunId(runbook: string, now: number, random: string): string {
  const day = new Date(now).toISOString().slice(0, 10).replaceAll('-', '');
  const tail = createHash('sha256').update(random).digest('hex').slice(0, 6);
  return `${runbook}-${day}-${tail}`;
}
