import type {
  DeleteScheduledActionType,
  PutScheduledUpdateGroupActionType,
  SetInstanceProtectionQuery,
  UpdateAutoScalingGroupType,
} from '@aws-sdk/client-auto-scaling';
import type { ChangeContext, Effect } from '../../engine/core/action.ts';
import { sendToAws } from '../shared/aws/client.ts';
import type { Aws } from './client.ts';
import { isScript, runScript, type Ended } from './scripts.ts';
import { toMs } from './params.ts';

/** Servers that one SetInstanceProtection may name. */
const PROTECTION_LIMIT = 50;
/** AWS keeps whole seconds. */
const SECOND = 1_000;

/** Sets the desired size. Also the poke after unprotecting: with the size unchanged, the group looks again at whom it may remove. */
export function setDesired(group: string, desired: number, says: string): Effect {
  return { does: 'UpdateAutoScalingGroup', to: group, data: { AutoScalingGroupName: group, DesiredCapacity: desired }, says };
}

/**
 * Puts, or moves, the scheduled action that sets the size back. Its time is relative, so that plan and run agree: `now + 15m`
 * is counted from the moment at which it is sent.
 */
export function putScheduled(group: string, action: { name: string; desired: number; min?: number; max?: number }, delay: string, says: string): Effect {
  const data = {
    AutoScalingGroupName: group,
    ScheduledActionName: action.name,
    DesiredCapacity: action.desired,
    ...(action.min === undefined ? {} : { MinSize: action.min }),
    ...(action.max === undefined ? {} : { MaxSize: action.max }),
    StartTime: `now + ${delay}`,
  };
  return { does: 'PutScheduledUpdateGroupAction', to: group, data, says };
}

export function deleteScheduled(group: string, name: string): Effect {
  const data = { AutoScalingGroupName: group, ScheduledActionName: name };
  return { does: 'DeleteScheduledAction', to: group, data, says: `delete the scheduled action ${name} of ${group}` };
}

/** Takes scale-in protection away, at most 50 servers a call. */
export function unprotect(group: string, ids: readonly string[]): readonly Effect[] {
  const chunks = Array.from({ length: Math.ceil(ids.length / PROTECTION_LIMIT) }, (_, i) => ids.slice(i * PROTECTION_LIMIT, (i + 1) * PROTECTION_LIMIT));
  return chunks.map(chunk => ({
    does: 'SetInstanceProtection',
    to: group,
    data: { AutoScalingGroupName: group, InstanceIds: chunk, ProtectedFromScaleIn: false },
    says: `let ${group} remove ${chunk.join(', ')}`,
  }));
}

/** Makes the changes one after the other, each exactly as its effect says. Returns how the team's script ended, where there was one. */
export async function applyEffects(aws: Aws, context: ChangeContext, effects: readonly Effect[]): Promise<Ended | undefined> {
  let ended: Ended | undefined;
  for (const effect of effects) {
    if (isScript(effect)) {
      ended = await context.change(effect, io => runScript(context, io, effect));
      continue;
    }
    await context.change(effect, io =>
      sendToAws(context.connection, `${effect.does} ${effect.to}`, 'change', io.signal, options => send(aws, effect, options)),
    );
  }
  return ended;
}

async function send(aws: Aws, effect: Effect, options: { readonly abortSignal: AbortSignal }): Promise<unknown> {
  const client = await aws.autoScaling();
  switch (effect.does) {
    case 'UpdateAutoScalingGroup':
      return client.updateAutoScalingGroup(toInput<UpdateAutoScalingGroupType>(effect), options);
    case 'SetInstanceProtection':
      return client.setInstanceProtection(toInput<SetInstanceProtectionQuery>(effect), options);
    case 'DeleteScheduledAction':
      return client.deleteScheduledAction(toInput<DeleteScheduledActionType>(effect), options);
    case 'PutScheduledUpdateGroupAction':
      return client.putScheduledUpdateGroupAction({ ...toInput<PutScheduledUpdateGroupActionType>(effect), StartTime: startTime(aws, effect) }, options);
    default:
      throw new Error(`asg makes no ${effect.does}`);
  }
}

/** The data of an effect is the request itself: made by the functions above, journaled as JSON since. */
function toInput<T>(effect: Effect): T {
  return effect.data as T;
}

function startTime(aws: Aws, effect: Effect): Date {
  const delay = /^now \+ (.+)$/.exec(toInput<{ StartTime: string }>(effect).StartTime)?.[1] ?? '';
  return new Date(Math.ceil((aws.context.now().getTime() + toMs(delay)) / SECOND) * SECOND);
}
