import { AutoScaling } from '@aws-sdk/client-auto-scaling';
import { EC2 } from '@aws-sdk/client-ec2';
import type { Action, Effect } from '../../engine/core/action.ts';
import { toFailure, type Failure } from '../../engine/core/failure.ts';
import type { JsonObject } from '../../engine/core/json.ts';
import { asg } from '../../plugins/asg/plugin.ts';
import { createBench, type ActionBench } from './action-context.ts';
import type { TestWorld } from './world-io.ts';

/** One AWS against which the suite of the asg actions runs: the stand-in of rehearsals, or moto. */
export interface AsgHarness {
  readonly name: string;
  /** What it cannot do, with the reason; tests that need it are skipped and say so. */
  readonly lacks: Readonly<Partial<Record<Need, string>>>;
  /** A group at rest: as many serving servers as desired, all launched some time ago. */
  createGroup(options: GroupOptions): Promise<AsgBench>;
  close(): Promise<void>;
}

export type Need = 'boot' | 'ages';

export interface GroupOptions {
  readonly desired: number;
  readonly max: number;
  readonly balancer: 'classic' | 'target-group';
}

/** One group, the actions used on it as the engine uses them, and the client by which others reach the same AWS. */
export interface AsgBench extends ActionBench {
  readonly group: string;
  readonly world: TestWorld;
  readonly others: AutoScaling;
  readonly machines: EC2;
  /** Until launched servers serve. */
  boot(): Promise<void>;
  /** Until the scheduled scale-down has run. */
  spinDown(): Promise<void>;
  /** Until the group has removed what it may. */
  shrink(): Promise<void>;
}

/** What every use of an action needs: a bench over one connection. */
export function benchOn(world: TestWorld, url: string, env: Readonly<Record<string, string>>): ActionBench {
  return createBench(world, { connection: { name: 'prod-power', url: () => url, options: { region: 'us-west-2', profile: 'prod-power' }, env } });
}

export function clientsOn(url: string, env: Readonly<Record<string, string>>) {
  const credentials = { accessKeyId: env['AWS_ACCESS_KEY_ID'] ?? '', secretAccessKey: env['AWS_SECRET_ACCESS_KEY'] ?? '' };
  const config = { endpoint: url, region: 'us-west-2', credentials };
  return { others: new AutoScaling(config), machines: new EC2(config) };
}

export function actionOf(name: string): Action {
  const action = asg.actions.find(one => one.name === name);
  if (!action) throw new Error(`no action asg.${name}`);
  return action;
}

export function describeGroup(bench: AsgBench): Promise<JsonObject> {
  return actionOf('describe').run({ group: bench.group }, bench.look, []);
}

export async function perform(bench: AsgBench, name: string, params: JsonObject = {}) {
  return bench.perform(actionOf(name), { group: bench.group, ...params });
}

export async function preview(bench: AsgBench, name: string, params: JsonObject = {}): Promise<readonly Effect[]> {
  return (await actionOf(name).preview?.({ group: bench.group, ...params }, bench.look)) ?? [];
}

/** The failure with which a use ends. */
export async function failureOf(use: Promise<unknown>): Promise<Failure> {
  const ended = await use.then(
    value => ({ value }),
    (error: unknown) => ({ failure: toFailure(error) }),
  );
  if ('value' in ended) throw new Error(`did not fail: ${JSON.stringify(ended.value)}`);
  return ended.failure;
}
