import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Signal } from '../../../engine/core/events.ts';
import type { FrozenPlan } from '../../../engine/core/plan.ts';
import type { DriveEnd, Refusal } from '../../../engine/core/ports.ts';
import { ANA, type Harness, openHarness } from '../engine-harness.ts';
import { type Afterworld, openAfterworld } from './afterworld.ts';

/** When the first engine dies: before its nth commit, or as it begins its nth exec. */
export interface Death {
  readonly commit?: number;
  readonly exec?: number;
}

/** A run through one death, to its end. */
export interface Life {
  readonly commits: number;
  readonly execs: number;
  /** What must be the same whatever died. */
  readonly end: Readonly<Record<string, unknown>>;
  /** Steps that a person was asked about although a check could tell. */
  readonly needless: readonly string[];
  readonly questions: number;
}

export async function live(plan: FrozenPlan, death: Death = {}): Promise<Life> {
  const directory = mkdtempSync(join(tmpdir(), 'lives-'));
  const world = openAfterworld(death.exec);
  let commits = 0;
  const beforeCommit = (): void => {
    commits += 1;
    if (commits === death.commit) world.die();
    if (world.isDead()) throw new Error('died before a commit');
  };
  let harness = openHarness({}, { directory, beforeCommit, self: identity(1) });
  try {
    await harness.engine.startRun('r1', plan, { starter: ANA, override: '' });
    const asked: string[] = [];
    for (let end = await driveOnce(harness, world); end?.status !== 'finished'; end = await driveOnce(harness, world)) {
      if (end) asked.push(...(await answerAll(harness, world)));
      else {
        harness.close();
        world.reopen();
        harness = openHarness({}, { directory, beforeCommit, self: identity(2) });
      }
    }
    const needless = asked.filter(path => world.hasCheck(path));
    return { commits, execs: world.execs(), end: await whatStands(harness, world), needless, questions: asked.length };
  } finally {
    harness.close();
    rmSync(directory, { recursive: true, force: true });
  }
}

/** Undefined where the engine died. */
async function driveOnce(harness: Harness, world: Afterworld): Promise<DriveEnd | Refusal | undefined> {
  const driving = harness.drive('r1', { executor: world.executor }).catch((error: unknown) => {
    if (world.isDead()) return undefined;
    throw error;
  });
  return Promise.race([driving, world.death().then(() => undefined)]);
}

/** Answers every open gate; gives the steps whose outcome nobody knew. */
async function answerAll({ engine }: Harness, world: Afterworld): Promise<readonly string[]> {
  const snapshot = await engine.getRun('r1');
  const unknown: string[] = [];
  for (const step of snapshot?.head.gates ?? []) {
    const kind = snapshot?.nodes.find(({ path }) => path === step)?.gate?.kind;
    if (kind === 'unknown') unknown.push(step);
    const answers: Readonly<Record<string, Signal>> = {
      confirm: { type: 'approve', step },
      manual: { type: 'answer', step, values: { done: true } },
      ask: { type: 'answer', step, values: {} },
      unknown: { type: 'settle', step, as: world.effects().includes(step) ? 'done' : 'redo' },
    };
    const answer = answers[kind ?? ''];
    if (!answer) throw new Error(`no answer for ${step}: ${kind}`);
    const result = await engine.signal('r1', answer, ANA, crypto.randomUUID());
    if (result.status === 'refused') throw new Error(result.message);
  }
  return unknown;
}

async function whatStands({ engine }: Harness, world: Afterworld): Promise<Readonly<Record<string, unknown>>> {
  const snapshot = await engine.getRun('r1');
  const { status, failure, incomplete, outputs, gates } = snapshot?.head ?? {};
  const steps = Object.fromEntries((snapshot?.nodes ?? []).map(node => [node.path, node.status]));
  return { status, failure, incomplete, outputs, gates, steps, effects: world.effects().toSorted() };
}

function identity(pid: number): { pid: number; startTime: string; bootId: string; pidNamespace: string; host: string } {
  return { pid, startTime: '1', bootId: 'b', pidNamespace: '', host: 'here' };
}
