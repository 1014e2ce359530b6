import type { Effect } from '../../engine/core/action.ts';
import { setDesired, unprotect } from './changes.ts';
import { livingServers, spinDowns, type Group, type Server } from './group.ts';
import { guardMessages } from './messages.ts';
import { refuse } from './refuse.ts';

/** Which servers stay and which go. Those that are going already are in neither. */
export interface Removal {
  readonly keep: readonly Server[];
  readonly rest: readonly Server[];
}

/** Sorts the living servers into those that stay and the rest. */
export function splitServers(group: Group, isKept: (server: Server) => boolean): Removal {
  const living = livingServers(group);
  return { keep: living.filter(isKept), rest: living.filter(server => !isKept(server)) };
}

/**
 * What is still missing so that the group itself removes the rest: their protection goes, then the unchanged size is sent
 * once more, which makes the group look again. Refuses unless those that stay can carry the traffic.
 */
export function removalEffects(group: Group, removal: Removal): readonly Effect[] {
  const { keep, rest } = removal;
  refuseWhileDoubled(group);
  if (rest.length === 0) return [];
  refuseUnlessSafe(group, keep);
  // Only a server in service can be protected; asking for another is an error of the whole call.
  const shielded = rest.filter(server => server.protected && ['InService', 'Standby'].includes(server.state));
  const poke = setDesired(group.name, group.desired, `let ${group.name} go to its ${group.desired} servers now`);
  return [...unprotect(group.name, ids(shielded)), poke];
}

/** Until the scale-down has run, every removed server would be replaced by one more. */
export function refuseWhileDoubled(group: Group): void {
  const isDoubled = spinDowns(group).some(action => action.desired < group.desired);
  if (isDoubled) refuse(guardMessages.stillDoubled(group.name, group.desired));
}

function refuseUnlessSafe(group: Group, keep: readonly Server[]): void {
  const { name, desired } = group;
  if (keep.length < desired) refuse(guardMessages.tooFew(name, keep.length, desired));
  const unfit = keep.filter(server => !server.serving);
  if (unfit.length > 0)
    refuse(
      guardMessages.unfit(
        name,
        unfit.map(({ id, state, health, balancer }) => `${id} (${state}, ${health}, ${balancer})`),
      ),
    );
  const open = keep.filter(server => !server.protected);
  if (open.length > 0) refuse(guardMessages.unprotected(name, ids(open)));
}

export function ids(servers: readonly Server[]): string[] {
  return servers.map(server => server.id);
}
