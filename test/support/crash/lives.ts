import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Signal } from '../../../engine/core/events.ts';
import type { FrozenPlan } from '../../../engine/core/plan.ts';
import type { DriveEnd, Refusal } from '../../../engine/core/ports.ts';
import { ANA, type Harness, openHarness } from '../engine-harness.ts';
import { type Afterworld, openAfterworld } from './afterworld.ts';
import { decide, mayDecide } from './deciding.ts';

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
  let harness = openHarness({}, { directory, beforeCommit, self: identity(1), alive: 'self' });
  try {
    await harness.engine.startRun('r1', plan, { starter: ANA, override: '' });
    const asked: string[] = [];
    for (let run: string | undefined = 'r1'; run !== undefined; ) {
      const end = await driveOnce(harness, world, run);
      if (end?.status === 'finished') run = (await goesOn(harness, world, run)) ? run : end.head.rolledBackBy;
      else if (end) asked.push(...(await answerAll(harness, world, run)));
      else {
        harness.close();
        world.reopen();
        harness = openHarness({}, { directory, beforeCommit, self: identity(2), alive: 'self' });
        await checkHolder(harness);
      }
    }
    const needless = asked.filter(path => world.hasCheck(path));
    return { commits, execs: world.execs(), end: await whatStands(harness, world), needless, questions: asked.length };
  } finally {
    harness.close();
    rmSync(directory, { recursive: true, force: true });
  }
}

/** A run that failed at what is broken begins a second leg, once that is mended. */
async function goesOn({ engine }: Harness, world: Afterworld, run: string): Promise<boolean> {
  const step = (await engine.getRun(run))?.head.failure?.step;
  if (step === undefined || !step.endsWith('broken') || world.isMended()) return false;
  world.mend();
  return (await engine.signal(run, { type: 'retry', step }, ANA, 'leg')).status === 'accepted';
}

/** Undefined where the engine died. */
async function driveOnce(harness: Harness, world: Afterworld, run: string): Promise<DriveEnd | Refusal | undefined> {
  const driving = harness.drive(run, { executor: world.executor, attended: mayDecide }).catch((error: unknown) => {
    if (world.isDead()) return undefined;
    throw error;
  });
  const gone = new AbortController();
  const deciding = decide(harness, run, gone.signal);
  try {
    return await Promise.race([driving, world.death().then(() => undefined)]);
  } finally {
    gone.abort();
    await deciding;
  }
}

/** Answers every open gate; gives the steps whose outcome nobody knew. */
async function answerAll({ engine }: Harness, world: Afterworld, run: string): Promise<readonly string[]> {
  const snapshot = await engine.getRun(run);
  const unknown: string[] = [];
  for (const step of snapshot?.head.gates ?? []) {
    const { kind, expiresAt } = snapshot?.nodes.find(({ path }) => path === step)?.gate ?? {};
    if (kind === 'unknown') unknown.push(step);
    const answers: Readonly<Record<string, Signal>> = {
      confirm: { type: 'approve', step },
      manual: { type: 'answer', step, values: { done: true } },
      ask: { type: 'answer', step, values: {} },
      unknown: { type: 'settle', step, as: world.effects().includes(step) ? 'done' : 'redo' },
    };
    const answer = answers[kind ?? ''];
    if (!answer) throw new Error(`no answer for ${step}: ${kind}`);
    for (const signal of [...(expiresAt === undefined ? [] : [{ type: 'extend', step, by: 3_600_000 } as const]), answer]) {
      const result = await engine.signal(run, signal, ANA, crypto.randomUUID());
      if (result.status === 'refused') throw new Error(result.message);
    }
  }
  return unknown;
}

/** A lock is held by the one run that has not ended, whenever something died: never by none, never by a run that is over. */
async function checkHolder({ engine }: Harness): Promise<void> {
  const open = (await engine.listRuns()).filter(({ ended }) => ended === undefined).map(({ run }) => run);
  const holders = (await engine.targets.list()).flatMap(({ cell }) => (cell.holder ? [cell.holder.run] : []));
  if (open.join() !== holders.join()) throw new Error(`not ended: ${open.join()}; locked by ${holders.join()}`);
}

/** Of the run, and of the one that rolled it back. */
async function whatStands({ engine }: Harness, world: Afterworld): Promise<Readonly<Record<string, unknown>>> {
  const runs = await Promise.all((await engine.listRuns()).map(({ run }) => engine.getRun(run)));
  const byAge = runs.toSorted((a, b) => (a?.head.startedAt ?? 0) - (b?.head.startedAt ?? 0));
  const steps = Object.fromEntries(byAge.flatMap(run => (run?.nodes ?? []).map(node => [`${run?.plan.runbook} ${node.path}`, node.status])));
  const heads = byAge.map(run => {
    const { status, failure, incomplete, outputs, gates } = run?.head ?? {};
    return { status, failure, incomplete, outputs, gates };
  });
  return { ...heads[0], gates: heads.flatMap(head => head.gates ?? []), heads, steps, effects: world.effects().toSorted() };
}

function identity(pid: number): { pid: number; startTime: string; bootId: string; pidNamespace: string; host: string } {
  return { pid, startTime: '1', bootId: 'b', pidNamespace: '', host: 'here' };
}
