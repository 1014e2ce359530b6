import { afterAll, beforeAll, describe, expect } from 'vitest';
import { describeGroup, perform, type AsgBench, type AsgHarness, type GroupOptions, type Need } from './asg-harness.ts';
import { motoHarness } from './asg-moto.ts';
import { standInHarness } from './asg-stand-in.ts';
import { hasMoto } from './moto.ts';

/** What a suite of asg actions has at hand against one AWS. */
export interface AsgSuite {
  aws(): AsgHarness;
  group(options?: Partial<GroupOptions>): Promise<AsgBench>;
  /** A recycle up to where old and new servers serve and the size is normal again. */
  recycled(): Promise<{ readonly bench: AsgBench; readonly old: readonly string[]; readonly fresh: readonly string[] }>;
  /** Leaves the test out, with a printed reason, where this AWS cannot do it. */
  need(what: Need, skip: (note: string) => void): void;
}

const AWS = [
  { name: 'the stand-in', missing: undefined, start: async () => standInHarness() },
  { name: 'moto', missing: hasMoto() ? undefined : 'moto_server is not on the PATH', start: motoHarness },
];

/** Runs a suite against every AWS there is. */
export function onEveryAws(title: string, suite: (at: AsgSuite) => void): void {
  for (const { name, missing, start } of AWS) {
    if (missing !== undefined) console.info(`left out: ${title} on ${name}: ${missing}`);
    describe.skipIf(missing !== undefined)(`${title} on ${name}`, () => suite(prepare(start)));
  }
}

function prepare(start: () => Promise<AsgHarness>): AsgSuite {
  let harness: AsgHarness;
  beforeAll(async () => void (harness = await start()));
  afterAll(() => harness.close());
  const group = (options: Partial<GroupOptions> = {}) => harness.createGroup({ desired: 2, max: 4, balancer: 'classic', ...options });
  return {
    group,
    aws: () => harness,
    need(what, skip) {
      const reason = harness.lacks[what];
      if (reason === undefined) return;
      console.info(`left out: ${expect.getState().currentTestName}: ${reason}`);
      skip(reason);
    },
    async recycled() {
      const bench = await group();
      const old = await idsOf(bench);
      await bench.world.advance(2_000);
      await perform(bench, 'recycle', { spin_down: '15m' });
      await bench.boot();
      await bench.spinDown();
      const all = await idsOf(bench);
      return { bench, old, fresh: all.filter(id => !old.includes(id)) };
    },
  };
}

interface Instance {
  readonly id: string;
  readonly serving: boolean;
  readonly protected: boolean;
}

/** The outputs of `asg.describe`. */
export async function readGroup(bench: AsgBench): Promise<Readonly<Record<string, unknown>> & { readonly instances: readonly Instance[] }> {
  const outputs = await describeGroup(bench);
  return { ...outputs, instances: outputs['instances'] as unknown as readonly Instance[] };
}

export async function idsOf(bench: AsgBench): Promise<string[]> {
  return (await readGroup(bench)).instances.map(instance => instance.id);
}
