import { parseDuration } from '../../../engine/core/duration.ts';
import { bringTroubles } from '../../shared/aws/world.ts';
import { resizeFleet, troubleFleet, type ShaOf } from './advance.ts';
import { launchMachine, staying, type AsgState } from './fleet.ts';
import type { GroupFault } from './schema.ts';
import { endSessions } from './sessions.ts';

const MONTH = 30 * 86_400_000;

/** Lets a fault of one group happen now. */
export async function injectFault(state: AsgState, name: string, fault: GroupFault, now: number, shaOf: ShaOf): Promise<void> {
  const fleet = state.fleets[name];
  if (fleet === undefined) throw new Error(`a fault names the group ${name}, which this world does not have`);
  Object.assign(fleet, fault.size);
  fleet.suspended = fault.suspended === undefined ? fleet.suspended : [...fault.suspended];
  fleet.late = parseDuration(fault.late ?? '') ?? fleet.late;
  if (fault.new !== undefined) troubleFleet(fleet, fault.new, now);
  if (fault.old !== undefined) Object.assign(staying(fleet)[0] ?? {}, { fate: fault.old, sick: now });
  const oldest = staying(fleet)[0]?.sha ?? (await shaOf(fleet));
  for (let n = 0; n < (fault.extra ?? 0); n += 1) Object.assign(launchMachine(fleet, oldest, now - MONTH), { protected: true, fate: 'good' });
  const back = parseDuration(fault['pending-recycle'] ?? '');
  if (back !== undefined) {
    fleet.scheduled.push({ name: 'RecycleOnce', at: now + back, desired: fleet.desired, min: null, max: null });
    await resizeFleet(fleet, { desired: 2 * fleet.desired }, now, 'a user request update of', shaOf);
  }
  bringTroubles(state, fault);
  state.ignored = fault.ignored ?? state.ignored;
  if (fault.sessions !== undefined) endSessions(state, fault.sessions, now);
}
