import type { FrozenPlan } from '../../engine/core/plan.ts';
import type { Runbook, Step } from '../../engine/core/runbook.ts';

/** A frozen plan of these steps, for views. */
export function planOf(steps: readonly Step[], more: Partial<Runbook> = {}, nested: readonly Runbook[] = []): FrozenPlan {
  const outermost: Runbook = { version: 1, name: 'demo', title: 'Demo', steps, ...more };
  return {
    v: 1,
    runbook: outermost.name,
    runbooks: Object.fromEntries([outermost, ...nested].map(document => [document.name, { file: `${document.name}.yml`, hash: '', text: '', document }])),
    inputs: {},
    targets: [],
    folder: '/',
    today: '2026-03-10',
    timeZone: 'UTC',
    config: { 'time-zone': 'UTC', connections: {}, groups: {}, holidays: {}, absences: [] },
    actions: {},
  };
}
