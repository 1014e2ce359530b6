import type { ChangeContext, Connection, Effect } from '../../engine/core/action.ts';
import { applyEffects, setDesired, unprotect } from './changes.ts';
import { openAws } from './client.ts';
import { livingServers, spinDowns, type Group, type Server } from './group.ts';
import { guardMessages, scriptMessages } from './messages.ts';
import type { GroupParams } from './params.ts';
import { readGroup } from './read-group.ts';
import { refuse } from './refuse.ts';
import { failNotDone, isByScripts, scriptEffect } from './scripts.ts';

/** Which servers stay and which go. Those that are going already are in neither. */
export interface Removal {
  readonly keep: readonly Server[];
  readonly rest: readonly Server[];
}

/** What both removals return. */
export const REMOVAL_OUTPUTS = {
  type: 'object',
  required: ['kept', 'removed'],
  additionalProperties: false,
  properties: {
    kept: { type: 'array', items: { type: 'string' }, description: 'Ids of the servers that stay.' },
    removed: { type: 'array', items: { type: 'string' }, description: 'Ids of the servers that the group may remove now.' },
  },
} as const;

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

/** The generation that a script of the team keeps: it knows launch times alone. */
export interface Generation {
  readonly script: 'scale-remove-old-instances' | 'scale-remove-new-instances';
  readonly keeps: 'newest' | 'oldest';
}

/** The same removal by the team's script, where the connection works so; the guards are the same. */
export function removalBy(connection: Connection, params: GroupParams, group: Group, removal: Removal, generation: Generation): readonly Effect[] {
  const effects = removalEffects(group, removal);
  if (effects.length === 0 || !isByScripts(connection)) return effects;
  const { script, keeps } = generation;
  const [kept, wanted] = [ids(ofAge(group, keeps)), ids(removal.keep)];
  if (kept.toSorted().join() !== wanted.toSorted().join()) refuse(scriptMessages.wouldKeepOthers(`bin/${script}`, kept, wanted));
  return [scriptEffect(params, script, ['-f'], scriptMessages.remove(group.name, ids(removal.rest)))];
}

/** Lets the servers go. What a script says about it proves nothing: none of them may be protected afterwards. */
export async function performRemoval(context: ChangeContext, params: GroupParams, effects: readonly Effect[], removal: Removal) {
  const aws = openAws(context);
  const ended = await applyEffects(aws, context, effects);
  if (ended) {
    const { servers, name } = await readGroup(aws, params);
    const left = servers.filter(server => server.protected && removal.rest.some(({ id }) => id === server.id));
    if (left.length > 0) failNotDone(ended, scriptMessages.stillProtected(name, ids(left)));
  }
  return { kept: ids(removal.keep), removed: ids(removal.rest) };
}

/** As many as are wanted, by launch time. It has whole seconds: a tie across the border is refused, not guessed. */
export function ofAge(group: Group, which: Generation['keeps']): readonly Server[] {
  const living = livingServers(group);
  const border = which === 'newest' ? Math.max(0, living.length - group.desired) : Math.min(group.desired, living.length);
  const tied = living.filter(server => server.launched === living[border]?.launched);
  if (border > 0 && living[border - 1]?.launched === living[border]?.launched) refuse(guardMessages.sameAge(group.name, ids(tied)));
  return which === 'newest' ? living.slice(border) : living.slice(0, border);
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
