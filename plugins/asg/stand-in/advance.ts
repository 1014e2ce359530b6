import { applyTrouble, launchMachine, lookOf, staying, type Fleet, type Machine, type Scheduled, type Trouble } from './fleet.ts';

/** Asks which commit a server finds that boots now. */
export type ShaOf = (fleet: Fleet) => Promise<string>;

/** From a decision to remove a server to the begin of its end, and to its end. */
const LEAVES_AFTER = 5_000;
const GONE_AFTER = 50_000;
const ACTIVITIES_KEPT = 60;

/** Something that the group does by itself at a time. */
interface Due {
  readonly at: number;
  act(): void | Promise<void>;
}

/** Does what is due by `now`, in order of time. */
export async function advanceFleet(fleet: Fleet, now: number, shaOf: ShaOf): Promise<void> {
  for (let due = nextDue(fleet, shaOf); due !== undefined && due.at <= now; due = nextDue(fleet, shaOf)) await due.act();
}

/** When something happens next; undefined where the group is at rest. */
export function nextTime(fleet: Fleet): number | undefined {
  return nextDue(fleet, async () => '')?.at;
}

function nextDue(fleet: Fleet, shaOf: ShaOf): Due | undefined {
  const scheduled = fleet.suspended.includes('ScheduledActions') ? [] : fleet.scheduled;
  const dues = [...scheduled.map(action => scheduledDue(fleet, action, shaOf)), ...fleet.machines.flatMap(machine => machineDue(fleet, machine, shaOf))];
  return dues.sort((a, b) => a.at - b.at)[0];
}

function scheduledDue(fleet: Fleet, action: Scheduled, shaOf: ShaOf): Due {
  return {
    at: action.at + fleet.late,
    act() {
      fleet.scheduled = fleet.scheduled.filter(other => other.name !== action.name);
      return resizeFleet(fleet, action, action.at + fleet.late, 'a scheduled action update of', shaOf);
    },
  };
}

function machineDue(fleet: Fleet, machine: Machine, shaOf: ShaOf): readonly Due[] {
  const { gone, ready, fate, sick } = machine;
  if (gone !== null) return [{ at: gone, act: () => void (fleet.machines = fleet.machines.filter(other => other.id !== machine.id)) }];
  if (fate === 'good' || fate === 'unbalanced') return [];
  const at = fate === 'abandoned' ? ready : (sick ?? ready) + fleet.grace;
  return [
    {
      at,
      act() {
        giveUp(fleet, machine, at);
        return reconcileFleet(fleet, at, '', shaOf);
      },
    },
  ];
}

function giveUp(fleet: Fleet, machine: Machine, at: number): void {
  const isAbandoned = machine.fate === 'abandoned';
  for (const activity of fleet.activities) if (activity.id === machine.id && isAbandoned) activity.failed = true;
  const reason = isAbandoned ? 'its launch was abandoned by a lifecycle hook' : 'an ELB system health check failure';
  remove(fleet, machine, at, `At ${iso(at)} an instance was taken out of service in response to ${reason}.`);
}

/** Sets sizes and lets the group follow. `by` are AWS's words for who did it. */
export function resizeFleet(fleet: Fleet, to: Partial<Pick<Scheduled, 'desired' | 'min' | 'max'>>, at: number, by: string, shaOf: ShaOf): Promise<void> {
  const before = fleet.desired;
  fleet.min = to.min ?? fleet.min;
  fleet.max = to.max ?? fleet.max;
  fleet.desired = to.desired ?? fleet.desired;
  const { min, max, desired } = fleet;
  const change = before === desired ? '' : ` changing the desired capacity from ${before} to ${desired}`;
  return reconcileFleet(fleet, at, `At ${iso(at)} ${by} AutoScalingGroup constraints to min: ${min}, max: ${max}, desired: ${desired}${change}.`, shaOf);
}

/** Launches what is missing; removes what is too much and not protected, oldest first. */
export async function reconcileFleet(fleet: Fleet, at: number, why: string, shaOf: ShaOf): Promise<void> {
  const count = staying(fleet).length;
  for (let n = count; n < fleet.desired; n += 1) {
    const machine = launchMachine(fleet, await shaOf(fleet), at);
    applyTrouble(fleet, machine);
    note(fleet, {
      kind: 'launch',
      id: machine.id,
      start: at,
      end: machine.ready,
      failed: false,
      cause: `${why} At ${iso(at)} an instance was started in response to a difference between desired and actual capacity.`,
    });
  }
  const open = staying(fleet).filter(machine => !lookOf(fleet, machine, at).protected);
  for (const machine of open.sort((a, b) => a.launched - b.launched).slice(0, Math.max(0, count - fleet.desired))) {
    remove(fleet, machine, at, `${why} An instance was taken out of service in response to a difference between desired and actual capacity.`);
  }
}

/** Something is wrong with the code that boots from now on, or is booting now. */
export function troubleFleet(fleet: Fleet, kind: Trouble['kind'] | 'good', now: number): void {
  fleet.trouble = kind === 'good' ? null : { kind, sha: null };
  for (const machine of staying(fleet)) if (machine.ready > now) applyTrouble(fleet, machine);
}

function remove(fleet: Fleet, machine: Machine, at: number, cause: string): void {
  machine.leaves = at + LEAVES_AFTER;
  machine.gone = at + GONE_AFTER;
  note(fleet, { kind: 'terminate', id: machine.id, start: at, end: machine.gone, failed: false, cause });
}

function note(fleet: Fleet, activity: Fleet['activities'][number]): void {
  fleet.activities = [activity, ...fleet.activities].slice(0, ACTIVITIES_KEPT);
}

function iso(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19)}Z`;
}
