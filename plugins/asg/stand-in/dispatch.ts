import type { StandInResponse } from '../../../engine/core/stand-in.ts';
import { autoScalingChanges, autoScalingReads, type Call } from './auto-scaling.ts';
import { neighbourReads } from './neighbours.ts';
import { answerQuery, refuseQuery, type Query } from './query.ts';
import { refusalOf, refuseCall } from './refusal.ts';

export function isChange({ service, action }: Query): boolean {
  return service === 'autoscaling' && Object.hasOwn(autoScalingChanges, action);
}

/** Answers one call as AWS would. */
export async function dispatch(call: Call): Promise<StandInResponse> {
  const { query } = call;
  try {
    return answerQuery(query, await operationOf(query)(call), isChange(query));
  } catch (error) {
    const refusal = refusalOf(error);
    if (refusal === undefined) throw error;
    return refuseQuery(query, refusal);
  }
}

function operationOf({ service, action }: Query) {
  const operations = service === 'autoscaling' ? { ...autoScalingReads, ...autoScalingChanges } : neighbourReads[service];
  return operations?.[action] ?? refuseCall('InvalidAction', `The AWS of a rehearsal does not know ${action || 'this request'}.`);
}
