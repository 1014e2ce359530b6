import { createHash } from 'node:crypto';
import type { AwsTroubles } from '../../shared/aws/world.ts';

/** The state of one Auto Scaling group. Times in milliseconds; what a server looks like follows from them and the clock. */
export type Fleet = {
  name: string;
  region: string;
  min: number;
  desired: number;
  max: number;
  /** New servers are protected from scale-in once they are in service. */
  protect: boolean;
  balancer: 'classic' | 'target-group' | 'none';
  boots: Boots;
  /** How long an unhealthy server is left alone. */
  grace: number;
  machines: Machine[];
  scheduled: Scheduled[];
  activities: Activity[];
  /** How much later than asked for its scheduled actions run. */
  late: number;
  /** Processes that somebody has suspended; without ScheduledActions nothing scheduled runs. */
  suspended: string[];
  /** What is wrong with the next code that boots. */
  trouble: Trouble | null;
  /** Servers launched so far: names the next one. */
  launches: number;
  /** Counts the answers of `serves`, so that they alternate. */
  turn: number;
};

export type Boots = { branch: string; repository: string | null; mirror: boolean; takes: number };

export type Machine = {
  id: string;
  sha: string;
  launched: number;
  /** When its bootstrap ends. */
  ready: number;
  protected: boolean;
  fate: Fate;
  /** Since when it is unhealthy; null: since it has booted. */
  sick: number | null;
  /** When it begins to go, and when it is gone; null while it stays. */
  leaves: number | null;
  gone: number | null;
};

/** `unbalanced`: well for the group, out of service in the load balancer, and never replaced. */
export type Fate = 'good' | 'unhealthy' | 'unbalanced' | 'abandoned';

export type Scheduled = { name: string; at: number; desired: number | null; min: number | null; max: number | null };

export type Activity = { kind: 'launch' | 'terminate'; id: string; start: number; end: number; cause: string; failed: boolean };

/** What is kept of all groups, and how many calls still go wrong. */
export type AsgState = { fleets: Record<string, Fleet>; ignored: number; sessions: Session[]; wantsCode: boolean } & AwsTroubles;

/** What aws-vault was given; `end` in milliseconds since 1970. */
export type Session = { key: string; end: number };

/** `sha` is null until something boots: that commit is the troubled one, others are fine. */
export type Trouble = { kind: Exclude<Fate, 'good'> | 'slow'; sha: string | null };

/** What a server looks like now. */
export interface Look {
  readonly state: 'Pending:Wait' | 'InService' | 'Terminating';
  readonly health: 'Healthy' | 'Unhealthy';
  /** In service in the load balancer. */
  readonly balanced: boolean;
  readonly serving: boolean;
  readonly protected: boolean;
}

/** A load balancer wants a few good health checks before it sends traffic. */
const BALANCER_DELAY = 15_000;

export function lookOf(fleet: Fleet, machine: Machine, now: number): Look {
  const isLeaving = machine.leaves !== null && machine.leaves <= now;
  const isUp = machine.ready <= now && !isLeaving;
  const balanced = isUp && machine.fate === 'good' && machine.ready + BALANCER_DELAY <= now;
  const health = machine.fate === 'unhealthy' && isLeaving ? 'Unhealthy' : 'Healthy';
  return {
    state: isLeaving ? 'Terminating' : isUp ? 'InService' : 'Pending:Wait',
    health,
    balanced,
    serving: fleet.balancer === 'none' ? isUp : balanced,
    protected: machine.protected && machine.ready <= now,
  };
}

/** Servers that nothing has decided to remove. */
export function staying(fleet: Fleet): Machine[] {
  return fleet.machines.filter(machine => machine.leaves === null);
}

/** A server that starts to boot at `launched`. */
export function launchMachine(fleet: Fleet, sha: string, launched: number): Machine {
  fleet.launches += 1;
  const hash = createHash('sha256').update(`${fleet.name} ${fleet.launches}`).digest('hex');
  const machine: Machine = {
    id: `i-${hash.slice(0, 17)}`,
    sha,
    launched: Math.floor(launched / 1_000) * 1_000,
    ready: launched + fleet.boots.takes,
    protected: fleet.protect,
    fate: 'good',
    sick: null,
    leaves: null,
    gone: null,
  };
  fleet.machines.push(machine);
  return machine;
}

/** Slow code takes three times as long; bad code never serves; broken code never ends its bootstrap well. */
export function applyTrouble(fleet: Fleet, machine: Machine): void {
  const { trouble } = fleet;
  if (trouble === null) return;
  trouble.sha ??= machine.sha;
  if (trouble.sha !== machine.sha) return;
  if (trouble.kind === 'slow') machine.ready = machine.launched + 3 * fleet.boots.takes;
  else machine.fate = trouble.kind;
}
