import type { AwsCall } from './aws-errors.ts';

interface Words {
  readonly message: string;
  readonly hint: string;
}

/** What people read when AWS refuses. */
export const awsMessages = {
  credentials: ({ does, connection }: AwsCall, reason: string): Words => ({
    message: `AWS does not accept the credentials of connection ${connection} (${does}): ${sentence(reason)}`,
    hint: `Log in again (the connection's \`login\` command, \`aws sso login --profile ${connection}\`, or \`aws-vault exec\`), then go on.`,
  }),
  noRegion: ({ connection }: AwsCall): Words => ({
    message: `Connection ${connection} does not say which AWS region it means.`,
    hint: `Give it \`region: us-west-2\` in runbook.config.yml, or set the region in its AWS profile.`,
  }),
  denied: ({ does, connection }: AwsCall, reason: string): Words => ({
    message: `AWS does not let connection ${connection} do ${does}: ${sentence(reason)}`,
    hint: 'Use a role that may do this, then retry the step. This call changed nothing.',
  }),
  throttled: ({ does }: AwsCall): Words => ({
    message: `AWS answered "slow down" to ${does} three times.`,
    hint: 'Somebody else calls AWS very often. Wait a minute, then retry the step. This call changed nothing.',
  }),
  busy: ({ does }: AwsCall, reason: string): Words => ({
    message: `AWS is busy with this group and refused ${does}: ${sentence(reason)}`,
    hint: 'Wait until its activity has ended, then retry the step. This call changed nothing.',
  }),
  refused: ({ does }: AwsCall, code: string, reason: string): Words => ({
    message: `AWS refused ${does} (${code}): ${sentence(reason)}`,
    hint: 'This call changed nothing.',
  }),
  serverError: ({ does }: AwsCall, status: number, code: string): Words => ({
    message: `AWS answered ${does} with HTTP ${status} (${code}).`,
    hint: 'A fault on the side of AWS. Look at its health page, then retry the step.',
  }),
  notAws: ({ does }: AwsCall, status: number): Words => ({
    message: `${does} was answered with HTTP ${status} by something that does not speak AWS's language.`,
    hint: 'A proxy, or a wrong `url` of the connection. Leave `url` out to reach AWS itself.',
  }),
} as const;

/** What people read when a guard holds an action back. Nothing has been changed then. */
export const guardMessages = {
  noGroup: (group: string): Words => ({
    message: `There is no Auto Scaling group ${group}.`,
    hint: 'Check `env`, `role` and the region of the connection.',
  }),
  noName: (): Words => ({ message: 'Which group is not said.', hint: 'Give `env` and `role` (the group is then env-role), or `group`.' }),
  pending: (group: string, name: string, at: string): Words => ({
    message: `${group} is being recycled already: scheduled action ${name} is due at ${at}.`,
    hint: 'Follow that recycle to its end, or stop it with asg.cancel_recycle. Never recycle twice.',
  }),
  notAtRest: (group: string, running: number, desired: number): Words => ({
    message: `${group} is not at rest: ${running} servers run, ${desired} are wanted.`,
    hint: 'Wait until it has settled, or remove the extra servers first (asg.remove_old).',
  }),
  empty: (group: string): Words => ({ message: `${group} wants no server, so there is nothing to recycle.`, hint: 'Check `env` and `role`.' }),
  tooSmall: (group: string, desired: number, max: number): Words => ({
    message: `${group} cannot double: twice ${desired} is more than its maximum of ${max}.`,
    hint: `Raise the maximum to at least ${2 * desired} first.`,
  }),
  notDoubled: (group: string, desired: number): Words => ({
    message: `${group} was doubled, but wants ${desired} servers now: somebody else has changed its size or its scheduled actions.`,
    hint: 'Look at the group with asg.describe, and at who else works on it, before you go on.',
  }),
  noSpinDown: (group: string): Words => ({
    message: `${group} has no scale-down to postpone: none is scheduled.`,
    hint: 'It has run already, or the recycle was cancelled. Look at the group with asg.describe.',
  }),
  manySpinDowns: (group: string, sizes: readonly number[]): Words => ({
    message: `The scheduled actions of ${group} disagree about its normal size: ${sizes.join(', ')}.`,
    hint: 'Delete the wrong one by hand, then retry the step.',
  }),
  stillDoubled: (group: string, desired: number): Words => ({
    message: `${group} still wants ${desired} servers: the scale-down has not run yet, so every removed server would be replaced.`,
    hint: 'Wait for the scale-down, or stop the recycle with asg.cancel_recycle. Nothing was changed.',
  }),
  tooFew: (group: string, kept: number, desired: number): Words => ({
    message: `Only ${kept} servers of ${group} would be kept, but ${desired} are wanted.`,
    hint: 'Keep more, or wait for the scale-down. Nothing was changed.',
  }),
  unknownServers: (group: string, ids: readonly string[]): Words => ({
    message: `Not in ${group}: ${ids.join(', ')}.`,
    hint: 'Read the group again (asg.describe) and keep servers that exist. Nothing was changed.',
  }),
  unfit: (group: string, unfit: readonly string[]): Words => ({
    message: `These servers of ${group} would be kept, but are not in service: ${unfit.join('; ')}.`,
    hint: 'Wait until they serve, or roll back. Never unprotect both sets. Nothing was changed.',
  }),
  unprotected: (group: string, ids: readonly string[]): Words => ({
    message: `These servers of ${group} would be kept, but are not protected from scale-in: ${ids.join(', ')}. The group might remove them instead.`,
    hint: 'Protect them first (aws autoscaling set-instance-protection), then retry the step. Nothing was changed.',
  }),
  sameAge: (group: string, ids: readonly string[]): Words => ({
    message: `Which servers of ${group} are the newest cannot be told: ${ids.join(', ')} were launched in the same second.`,
    hint: 'Name the ones to keep with `keep`. Nothing was changed.',
  }),
} as const;

function sentence(text: string): string {
  return text.endsWith('.') ? text : `${text}.`;
}
