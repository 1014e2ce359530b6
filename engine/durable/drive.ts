import type { ExecSpec, Outcome, RunEvent } from '../core/events.ts';
import type { Claim, DriveEnd, DriveOptions } from '../core/ports.ts';
import type { OpenGate, ParkedWhy } from '../core/state.ts';
import { isFinished } from '../core/reduce/situation.ts';
import { parseTimerKey } from '../core/reduce/keys.ts';
import { type Barrier, type Stop, createBarrier, stopOf } from './barrier.ts';
import { type Delivery, type Ledger, LOST, deliver, newClaim } from './commit.ts';
import { type Flights, createFlights } from './flights.ts';
import { type DueWork, openDueWork } from './due-work.ts';
import { launch } from './launch.ts';
import { type Loop, createLoop, onAbort } from './loop.ts';
import { type OpenRun, openWhole } from './open-run.ts';
import { driverOf } from './ownership.ts';
import type { OutboxRow } from './rows.ts';

export interface Drive {
  readonly ledger: Ledger;
  readonly run: string;
  readonly fence: number;
  readonly options: DriveOptions;
  /** The run was taken from a process that may have lived. */
  readonly tookOver: boolean;
  /** Wakes the loop when another process has written. */
  watch(wake: () => void): () => void;
  /** Tells this process's readers of the journal. */
  changed(): void;
  recordProcess(key: string, claim: Claim): void;
  /** Makes the cells in our rows what a shared store says, and keeps the run's locks there; none where the rows are the store. */
  sync?(targets: readonly string[]): Promise<Stop | undefined>;
  /** Tells the shared store of freezes that the run has set or lifted. */
  decided?(): void;
  readonly beforeCommit?: (what: string) => void;
}

/** Delivers what is due, one event at a time, until the run ends or nobody is left who could go on. */
export async function driveRun(drive: Drive): Promise<DriveEnd> {
  const { ledger, run, options } = drive;
  const row = ledger.rows.run(run);
  if (!row) return { status: 'lost' };
  const open = openWhole(ledger, run, row.head, gate => options.isAttended([gate]));
  const loop = createLoop();
  const work = openDueWork(ledger.rows, run);
  const barrier = createBarrier(drive.sync && (() => drive.sync?.(open.program.plan.targets) ?? Promise.resolve(undefined)), loop.wake);
  const self: Self = { drive, open, work, barrier, applying: false, inboxDirty: true, reached: [] };
  const stopWatching = drive.watch(() => {
    if (self.applying) return;
    self.inboxDirty = true;
    loop.wake();
  });
  const stops = [options.drain, options.abort].map(signal => onAbort(signal, loop.wake));
  const flights = createFlights(drive, open.program.plan, loop.wake);
  try {
    if (open.head.status === 'pending') apply(self, { type: 'start', driver: driverOf(options, drive.tookOver) }, {});
    for (;;) {
      while (deliverNext(self, flights));
      if (self.reached.length > 0) await Promise.all(self.reached.splice(0));
      if (isFinished(open.head) && flights.size() === 0) return { status: 'finished', head: open.head };
      const stop = launch(self, flights, isStopping(self));
      if (options.abort.aborted) flights.abortAll();
      const end = flights.size() === 0 && !flights.hasResult() ? reasonToPark(self, stop) : undefined;
      if (end) return { status: 'parked', head: open.head, ...end };
      await pause(self, flights, loop);
    }
  } catch (error) {
    if (error === LOST) return { status: 'lost' };
    throw error;
  } finally {
    stopWatching();
    for (const stop of stops) stop();
    flights.abortAll();
    await barrier.settled();
  }
}

/** The owner at work. */
export interface Self {
  readonly drive: Drive;
  readonly open: OpenRun;
  readonly work: DueWork;
  readonly barrier: Barrier;
  /** The change that readers hear of is our own. */
  applying: boolean;
  /** Somebody may have left a signal. */
  inboxDirty: boolean;
  /** What must have happened before the steps that began are executed. */
  readonly reached: Promise<void>[];
}

/** Nothing more is to begin: by Ctrl-C and its kin here, or because somebody paused the run. */
function isStopping({ drive, open }: Self): boolean {
  return drive.options.drain.aborted || open.head.pause !== undefined;
}

/** One event that is due, results first: true where there was one. */
function deliverNext(self: Self, flights: Flights): boolean {
  const { ledger, run, options } = self.drive;
  const result = flights.takeResult();
  if (result) {
    if (isUnfinishedRead(result)) return true;
    apply(self, { type: 'result', key: result.key, outcome: result.outcome }, { exec: result.key });
    return true;
  }
  const [signal] = self.inboxDirty ? ledger.rows.inbox(run) : [];
  self.inboxDirty = signal !== undefined;
  if (signal) {
    apply(
      self,
      { type: 'signal', ...signal, ...(flights.size() === 0 && !hasClaim(self.work.outbox.values()) ? { atRest: true } : {}) },
      { signal: signal.id },
    );
    return true;
  }
  if (isStopping(self)) return false;
  const timer = self.work.nextTimer();
  if (!timer || timer.at > options.clock.now()) return false;
  apply(self, { type: 'timer', key: timer.key }, { timer: timer.key });
  return true;
}

/** Whether something of the outbox was begun, here or by a process that died. */
export function hasClaim(outbox: Iterable<Pick<OutboxRow, 'claim'>>): boolean {
  return [...outbox].some(({ claim }) => claim !== undefined);
}

/** A read that was ended with the process stays in the outbox: the next owner repeats it. */
function isUnfinishedRead({ key, outcome }: { readonly key: string; readonly outcome: Outcome }): boolean {
  return outcome.status === 'interrupted' && outcome.failure.code === 'aborted' && !key.includes('/do.');
}

function apply(self: Self, event: RunEvent, consumed: NonNullable<Delivery['consumed']>): void {
  const { drive, open, work } = self;
  const { ledger, run, fence, options, beforeCommit } = drive;
  const now = options.clock.now();
  const claims = new Map<string, Claim>();
  const claimFor = (key: string, { stoppable }: ExecSpec): Claim | undefined => {
    if (stoppable && (self.barrier.isShared || stopOf(ledger.cells, open.program.plan.targets, run, now))) return undefined;
    const made = newClaim(key, fence, now);
    claims.set(key, made);
    return made;
  };
  const isLast = isStopping(self) || options.abort.aborted;
  const more = { ...(isLast ? {} : { claimFor }), ...(beforeCommit ? { beforeCommit } : {}) };
  const step = deliver(ledger, { run, program: open.program, state: open, event, now, fence, consumed, ...more });
  open.advance(step);
  work.advance(step.effects, consumed, claims);
  if (drive.decided && step.effects.some(({ type }) => type === 'freeze' || type === 'unfreeze')) drive.decided();
  for (const effect of options.reached ? step.effects : []) {
    if (effect.type === 'emit' && effect.entry.type === 'step-started' && options.reached) self.reached.push(options.reached(effect.entry.path));
  }
  self.applying = true;
  drive.changed();
  self.applying = false;
}

/** Why the process should not wait any longer: it was told to stop, or only a person can go on and nobody is there. */
function reasonToPark({ drive: { options }, open, work, barrier }: Self, stop: Stop | undefined): { why: ParkedWhy; message?: string } | undefined {
  if (options.drain.aborted) return { why: 'drained' };
  if (open.head.pause) return { why: 'paused' };
  if (stop) return stop;
  if (barrier.isAsking()) return undefined;
  const { gates } = open.head;
  const openGates = openGatesOf(open);
  if (openGates.length === 0 || options.isAttended(openGates)) return undefined;
  const others = work.timers().filter(timer => !gates.includes(parseTimerKey(timer.key).path) && !isAround(parseTimerKey(timer.key).path, gates));
  if (others.length > 0) return undefined;
  return { why: openGates.some(({ gate }) => gate.kind === 'unknown') ? 'unknown' : 'gate' };
}

function openGatesOf(open: OpenRun): readonly OpenGate[] {
  return open.head.gates.flatMap(path => {
    const gate = open.node(path)?.gate;
    return gate ? [{ path, gate }] : [];
  });
}

/** A timer of a container around a gate does not go on by itself either. */
function isAround(path: string, gates: readonly string[]): boolean {
  return gates.some(gate => gate.startsWith(`${path}/`) || gate.startsWith(`${path}@`) || gate.startsWith(`${path}[`));
}

/** Waits for the next timer, a result, a signal, or a stop. A virtual clock may jump only while nobody here thinks or works. */
async function pause(self: Self, flights: Flights, loop: Loop): Promise<void> {
  const { drive, open, work, barrier } = self;
  const { options } = drive;
  const timer = isStopping(self) ? undefined : work.nextTimer();
  const gates = openGatesOf(open);
  const idle = flights.size() === 0 && !flights.hasResult() && !barrier.isAsking() && (gates.length === 0 || !options.isAttended(gates));
  const over = new AbortController();
  await Promise.race([loop.next(), options.clock.until(timer?.at ?? Number.POSITIVE_INFINITY, idle, over.signal)]);
  over.abort('over');
}
