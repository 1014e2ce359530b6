import type { JournalRecord } from '../core/events.ts';
import { gateWaits } from '../core/messages/run.ts';
import { testTexts as say } from '../core/messages/testing.ts';
import type { DriveEnd, Engine, Refusal } from '../core/ports.ts';
import type { OpenGate } from '../core/state.ts';
import { compileProgram } from '../core/program.ts';
import type { Observed } from '../core/testing/observed.ts';
import type { Difference, TestCase } from '../core/testing/test-file.ts';
import { processes } from '../execute/process-identity.ts';
import type { World } from '../rehearse/open-world.ts';
import { openPlain } from '../report/plain.ts';
import type { Invocation } from './command.ts';
import { type GateDesk, createGateDesk } from './gate-desk.ts';
import { type Jumps, watchJumps } from './jumps.ts';
import { type Hangups, watchHangups } from './hangups.ts';
import { throughKills } from './kills.ts';
import { openExecutor } from './open-executor.ts';
import type { Setting } from './setting.ts';
import type { Stops } from './stops.ts';

export interface ObserveFacts {
  readonly invocation: Invocation;
  readonly setting: Setting;
  readonly engine: Engine;
  readonly run: string;
  readonly world: World;
  readonly test: TestCase;
  readonly stops: Stops;
}

export interface ObservedEnd {
  readonly observed: Observed;
  /** Where the run could not come to its end. */
  readonly differences: readonly Difference[];
}

/** Drives a case's run as far as its answers go, and tells all that can be seen of it. */
export async function observeRun(facts: ObserveFacts): Promise<ObservedEnd> {
  const { engine, run, world, setting, test } = facts;
  const snapshot = await engine.getRun(run);
  if (!snapshot) throw new Error(`run ${run} was started and is not there`);
  const records: JournalRecord[] = [];
  const shown: string[] = [];
  const view = openPlain({ out: { write: text => shown.push(text) }, now: () => setting.clock.now(), timeZone: snapshot.plan.timeZone });
  const desk = openDesk(facts, view);
  const jumps = watchJumps(test.jumps ?? [], world.clock);
  const quit = new AbortController();
  const following = follow(facts, quit.signal, async record => {
    records.push(record);
    view.record(record);
    await tell(record, desk, jumps);
  });
  // Awaited below; until then a failure of it must not count as unhandled.
  following.catch(() => undefined);
  const hangups = watchHangups(test.hangup !== undefined, facts.stops.drain);
  const isAttended = (gates: readonly OpenGate[]): boolean => desk.isAttended(gates) || jumps.willExpire(gates);
  const end = await hangups.through(drain => throughKills(() => drive(facts, { hangups, isAttended, drain })));
  quit.abort();
  await following;
  view.close(end.status === 'refused' ? undefined : end);
  const { plan, head, nodes } = (await engine.getRun(run)) ?? snapshot;
  const byPath = new Map(nodes.map(node => [node.path, node]));
  const { rolledBackBy } = test.expect.rollback ? head : {};
  const next =
    rolledBackBy === undefined
      ? undefined
      : await observeRun({ ...facts, run: rolledBackBy, test: { ...test, jumps: [], expect: test.expect.rollback ?? test.expect } });
  const after = next ? { rollback: next.observed } : {};
  const observed = { program: compileProgram(plan), head, nodes: byPath, records, shown: shown.join(''), view: await world.view(), ...after };
  return { observed, differences: [...unfinished(end, observed), ...jumps.unhappened(), ...(next?.differences ?? [])] };
}

function openDesk({ engine, run, setting, invocation: { terminal }, test, stops }: ObserveFacts, view: ReturnType<typeof openPlain>): GateDesk {
  const leave = (interrupted: boolean): void => stops.leave(interrupted);
  return createGateDesk({ engine, run, setting, terminal, view, interactive: false, yes: false, answers: test.answers ?? {}, leave });
}

async function tell(record: JournalRecord, desk: GateDesk, jumps: Jumps): Promise<void> {
  if (record.type === 'step-started') await jumps.stepStarted(record.path);
  if (record.type === 'gate-opened') {
    await jumps.stepStarted(record.path);
    desk.opened(record.path, record.gate);
  }
  if (record.type === 'gate-closed' || record.type === 'step-finished') desk.closed(record.path);
}

/** The run's records as they come, and after its end all that are left. */
async function follow({ engine, run }: ObserveFacts, signal: AbortSignal, take: (record: JournalRecord) => Promise<void>): Promise<void> {
  for await (const record of engine.events(run, 0, signal)) await take(record);
}

interface Attendance {
  readonly hangups: Hangups;
  readonly isAttended: (gates: readonly OpenGate[]) => boolean;
  readonly drain: AbortSignal;
}

async function drive(
  { engine, run, setting, world, invocation, stops }: ObserveFacts,
  { hangups, isAttended, drain }: Attendance,
): Promise<DriveEnd | Refusal> {
  return engine.drive(run, {
    executor: openExecutor(invocation, setting),
    reached: path => {
      hangups.stepReached(path);
      return world.stepStarted(path);
    },
    clock: setting.clock,
    drain,
    abort: stops.abort,
    isAttended,
    by: setting.actor.name,
    terminal: 'no terminal',
    processes,
    log: () => undefined,
  });
}

/** A run that did not end: the gates that wait, each by its name. */
function unfinished(end: DriveEnd | Refusal, { head, nodes }: Observed): readonly Difference[] {
  if (end.status === 'finished') return [];
  const waiting = head.gates.flatMap(path => {
    const gate = nodes.get(path)?.gate;
    return gate ? [{ at: path, expected: say.wantsAnswer, got: say.unanswered(gateWaits(gate)) }] : [];
  });
  return waiting.length > 0 ? waiting : [{ at: 'status', expected: say.toEnd, got: end.status === 'refused' ? end.message : say.parked }];
}
