import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Each effect appends its step's path here, in one write: a path that stands twice is an effect that was repeated. */
const LOG = 'effects.log';
const EFFECT = `sleep 0.09; echo "$RUNBOOK_STEP" >> ${LOG}; sleep 0.07`;
const READ = 'sleep 0.12; echo seen';
const CHECK = `check: { run: 'sleep 0.06; grep -qxF "$RUNBOOK_STEP" ${LOG}' }`;

const HEAD = 'version: 1\nname: crash\ntitle: Twenty steps to be killed in\nsteps:\n';
const change = (id: string, script: string, more = ''): string => `{ id: ${id}, run: '${script}', effect: change${more && `, ${more}`} }`;
const read = (id: string, script: string, more = ''): string => `{ id: ${id}, run: '${script}', effect: read${more && `, ${more}`} }`;

const STEPS = [
  change('first', EFFECT, CHECK),
  change('bare', EFFECT),
  read('glance', READ),
  change('verified', EFFECT, `${CHECK}, verify: { run: 'sleep 0.1; grep -qxF verified ${LOG}' }`),
  read('poll', 'sleep 0.05; echo x >> looks.log; wc -l < looks.log', 'until: outputs.json >= 3, every: 120ms, timeout: 5m'),
  change('retried', `echo x >> tries.log; test $(wc -l < tries.log) -ge 2; ${EFFECT}`, `${CHECK}, retry: { attempts: 50, delay: 60ms }`),
  `{ id: rounds, repeat: { while: steps.count.outputs.json < 2, at-most: 5 }, steps: [${change('turn', EFFECT, CHECK)}, ${change('loose', EFFECT)}, ${read('count', `sleep 0.05; grep -c rounds.*turn ${LOG}`)}] }`,
  `{ id: side, parallel: [${change('left', EFFECT, CHECK)}, ${change('right', EFFECT)}, ${read('middle', READ)}] }`,
  '{ id: pause, wait: 200ms }',
  change('each', EFFECT, `${CHECK}, foreach: '["x", "y"]'`),
  change('loud', `echo before; ${EFFECT}; echo after`, CHECK),
  change('by_child', `sh -c "exec > /dev/null 2>&1; sleep 0.8; echo by_child >> ${LOG}"; sleep 0.05`, CHECK),
  // Outlives the start of the next engine, so that a settlement that does not wait for it is seen.
  change('slow', `sleep 0.9; ${EFFECT}`, CHECK),
  '{ id: inner, runbook: crash-inner }',
  change('last', EFFECT),
];
const FINALLY = `finally:\n  - ${change('tidy', EFFECT, CHECK)}\n`;
const INNER = `version: 1\nname: crash-inner\ntitle: Inner\nsteps:\n  - ${change('in_checked', EFFECT, CHECK)}\n  - ${change('in_bare', EFFECT)}\n`;

/** What must stand in the log at the end, once each. */
export const EFFECTS: readonly string[] = (
  'first bare verified retried rounds/turn rounds/loose rounds@2/turn rounds@2/loose side/left side/right ' +
  'each[x] each[y] loud by_child slow inner/in_checked inner/in_bare last tidy'
).split(' ');

/** Steps whose effect nobody but a person can look for. */
export const UNCHECKED: readonly string[] = ['bare', 'rounds/loose', 'rounds@2/loose', 'side/right', 'inner/in_bare', 'last'];

/** A folder with the runbook and an empty log. */
export function writeCrashRunbook(): string {
  const folder = mkdtempSync(join(tmpdir(), 'crash-'));
  writeFileSync(join(folder, 'crash.yml'), `${HEAD}${STEPS.map(step => `  - ${step}\n`).join('')}${FINALLY}`);
  writeFileSync(join(folder, 'crash-inner.yml'), INNER);
  writeFileSync(join(folder, LOG), '');
  return folder;
}

export function readEffects(folder: string): readonly string[] {
  return readFileSync(join(folder, LOG), 'utf8').split('\n').slice(0, -1);
}
