import type { Activity } from '@aws-sdk/client-auto-scaling';
import { askAws } from '../shared/aws/client.ts';
import type { Aws } from './client.ts';
import { spinDowns, type Group } from './group.ts';

/** The newest activities; those of one recycle are well within. */
const PAGE = 100;
const GIVEN_UP = new Set(['Failed', 'Cancelled']);

/**
 * Whether a server of the recycle under way was given up: its launch failed (its bootstrap was abandoned), or the group
 * replaced it as unhealthy. Launches of an earlier recycle do not count. Without a recycle under way: false.
 */
export async function isAbandoned(aws: Aws, group: Group): Promise<boolean> {
  const normal = spinDowns(group)[0]?.desired;
  if (normal === undefined || normal >= group.desired) return false;
  const client = await aws.autoScaling();
  const answer = await askAws(aws, `DescribeScalingActivities ${group.name}`, options =>
    client.describeScalingActivities({ AutoScalingGroupName: group.name, MaxRecords: PAGE }, options),
  );
  const activities = answer.Activities ?? [];
  const began = beginning(activities, normal, group.desired);
  return began !== undefined && activities.some(activity => startOf(activity) >= began && isGivenUp(activity));
}

/** When the group was last told to double: the cause of a launch says so, in AWS's fixed words. */
function beginning(activities: readonly Activity[], from: number, to: number): number | undefined {
  const doubled = activities.filter(activity => activity.Cause?.includes(`changing the desired capacity from ${from} to ${to}`));
  return doubled.length === 0 ? undefined : Math.max(...doubled.map(startOf));
}

function isGivenUp({ Description, StatusCode, Cause }: Activity): boolean {
  if (Description?.startsWith('Launching')) return GIVEN_UP.has(StatusCode ?? '');
  return Description?.startsWith('Terminating') === true && /health[ -]check/i.test(Cause ?? '');
}

function startOf(activity: Activity): number {
  return activity.StartTime?.getTime() ?? 0;
}
