import type { Effect } from '../action.ts';
import type { Work } from '../events.ts';
import { type Json, type JsonObject, toPlainJson } from '../json.ts';
import type { PlannedStep } from './plan.ts';

/** What a planned step is held to, as a flat map: `with.title`, `outputs.sha`, `effects`. A poll's answer is not: it is there to change. */
export function fieldsOf(step: PlannedStep): JsonObject {
  const { verdict, work, effects, read, gate, wait, poll } = step;
  return {
    runs: verdict,
    ...(work ? workFields(work) : {}),
    ...(effects ? { effects: effectFacts(effects) } : {}),
    ...(read && !poll ? readFields(read) : {}),
    ...(gate ? { asks: gate.text, shows: gate.show } : {}),
    ...(wait === undefined ? {} : { wait }),
  };
}

/** Params of an action, or a command with its surroundings. */
export function workFields(work: Work): JsonObject {
  if (work.kind === 'uses') return { uses: work.action, ...prefixed('with', work.with), ...secretFields(work) };
  const { run, cwd, env, connection, interactive } = work;
  return {
    run: typeof run === 'string' ? run : [...run],
    ...(cwd === undefined ? {} : { cwd }),
    ...prefixed('env', env),
    ...(connection === undefined ? {} : { connection }),
    ...(interactive ? { interactive } : {}),
    ...secretFields(work),
  };
}

/** Of effects all that counts; the sentence about each is for people. */
export function effectFacts(effects: readonly Effect[]): Json {
  return effects.map(({ does, to, data }) => ({ does, to, data }));
}

/** By name: a plan never knows their values. */
function secretFields({ secrets }: Work): JsonObject {
  return prefixed('secret', toPlainJson(secrets));
}

function readFields(read: NonNullable<PlannedStep['read']>): JsonObject {
  return read.status === 'failed' ? { 'no answer': read.message } : prefixed('outputs', read.compared);
}

function prefixed(prefix: string, values: Readonly<Record<string, Json>>): JsonObject {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [`${prefix}.${name}`, value]));
}
