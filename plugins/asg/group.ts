/** An Auto Scaling group as the actions see it: plain data, and the questions that guards ask of it. */
export interface Group {
  readonly name: string;
  readonly min: number;
  readonly desired: number;
  readonly max: number;
  /** Oldest first. Those that are being terminated are among them until they are gone. */
  readonly servers: readonly Server[];
  readonly scheduled: readonly ScheduledAction[];
  readonly balancer: 'classic' | 'target-group' | 'none';
  /** Processes that somebody has suspended: `ScheduledActions`, `Launch`. */
  readonly suspended: readonly string[];
}

export interface Server {
  readonly id: string;
  /** Lifecycle state: `Pending:Wait`, `InService`, `Terminating`. */
  readonly state: string;
  /** The group's own opinion: `Healthy` or `Unhealthy`. */
  readonly health: string;
  /** Healthy and in service in the group and in each of its load balancers. */
  readonly serving: boolean;
  /** State in the load balancer, for people: `InService`, `OutOfService`, `initial`, `not registered`, `none`. */
  readonly balancer: string;
  readonly protected: boolean;
  /** ISO time; whole seconds. */
  readonly launched: string;
  /** Commit that it runs (tag `gitsha:<role>`); '' where it has not said. */
  readonly sha: string;
}

export interface ScheduledAction {
  readonly name: string;
  /** ISO time of its (next) run. */
  readonly at: string;
  readonly desired?: number;
  readonly min?: number;
  readonly max?: number;
  readonly recurrence?: string;
}

/** Names that recycles give to their scheduled actions: ours, and those of the shell scripts before us. */
const RECYCLE_NAME = /^(?:RecycleOnce|DelayedScaleOut)/;

/** Without these a recycle would stop half-way: nothing would start, be looked after, go, or shrink. */
const NEEDED = ['Launch', 'AddToLoadBalancer', 'HealthCheck', 'ScheduledActions', 'Terminate'];

/** The suspended processes that a recycle needs. */
export function missingProcesses(group: Group): readonly string[] {
  return NEEDED.filter(name => group.suspended.includes(name));
}

/** The name under which a recycle schedules its scale-down. Constant, so that putting it again moves it and adds none. */
export function spinDownName(group: string): string {
  return `RecycleOnce-${group}`;
}

/** Servers that count: all but those that are going. */
export function livingServers(group: Group): readonly Server[] {
  return group.servers.filter(server => !/^(?:Terminat|Detach)/.test(server.state));
}

export function isAllServing(group: Group): boolean {
  const living = livingServers(group);
  return living.length > 0 && living.every(server => server.serving);
}

/** One-time scheduled actions of a recycle under way: named as such, or bringing the size to no more than it is. Soonest first. */
export function recycleActions(group: Group): readonly ScheduledAction[] {
  return group.scheduled
    .filter(action => action.recurrence === undefined)
    .filter(action => RECYCLE_NAME.test(action.name) || (action.desired !== undefined && action.desired <= group.desired))
    .sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
}

/** A scheduled action that says how many servers are normal. */
export type SpinDown = ScheduledAction & { readonly desired: number };

/** The scheduled actions that bring (or leave) the size at what is normal. Soonest first. */
export function spinDowns(group: Group): readonly SpinDown[] {
  return recycleActions(group).filter((action): action is SpinDown => action.desired !== undefined && action.desired <= group.desired);
}
