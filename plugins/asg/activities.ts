import type { Activity } from '@aws-sdk/client-auto-scaling';
import { askAws } from '../shared/aws/client.ts';
import type { Aws } from './client.ts';
import { spinDowns, type Group } from './group.ts';

/** The newest activities; those of one recycle are well within. */
const PAGE = 100;
const HOUR = 3_600_000;
const GIVEN_UP = new Set(['Failed', 'Cancelled']);

/**
 * Whether a server of the recycle under way was given up: its launch failed (its bootstrap was abandoned), or the group
 * replaced it as unhealthy. Launches of an earlier recycle do not count. Without a recycle under way: false.
 */
export async function isAbandoned(aws: Aws, group: Group): Promise<boolean> {
  const normal = spinDowns(group)[0]?.desired;
  if (normal === undefined || normal >= group.desired) return false;
  const activities = await readActivities(aws, group);
  const began = beginning(activities, normal, group.desired);
  return began !== undefined && activities.some(activity => startOf(activity) >= began && isGivenUp(activity));
}

/**
 * A doubling of the last hour that nothing scheduled brings back: the team's script doubles first, and may have been cut off before
 * it scheduled the way back. To double again would be the ratchet.
 */
export async function halfRecycle(aws: Aws, group: Group): Promise<{ readonly from: number; readonly at: string } | undefined> {
  if (group.desired % 2 !== 0 || spinDowns(group).length > 0) return undefined;
  const from = group.desired / 2;
  const began = beginning(await readActivities(aws, group), from, group.desired);
  return began === undefined || began < aws.context.now().getTime() - HOUR ? undefined : { from, at: new Date(began).toISOString() };
}

async function readActivities(aws: Aws, group: Group): Promise<readonly Activity[]> {
  const client = await aws.autoScaling();
  const answer = await askAws(aws, `DescribeScalingActivities ${group.name}`, options =>
    client.describeScalingActivities({ AutoScalingGroupName: group.name, MaxRecords: PAGE }, options),
  );
  return answer.Activities ?? [];
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
