interface Words {
  readonly message: string;
  readonly hint: string;
}

/** What people read of the team's scripts. */
export const scriptMessages = {
  does: (command: string, what: string): string => `run ${command}: ${what}`,
  double: (group: string, from: number): string => `double ${group} from ${from} to ${2 * from} servers; it schedules the way back itself`,
  remove: (group: string, ids: readonly string[]): string => `let ${group} remove ${ids.join(', ')}, and keep the others`,
  ended: (command: string, exitCode: number, said: string): string => `${command} ended with exit code ${exitCode}${said && `: ${said}`}`,
  sooner: (at: string, asked: string): string =>
    `The script schedules the scale-down by itself: it is due at ${at}, sooner than the ${asked} asked for. asg.postpone puts it off.`,
  noCheckout: (connection: string): string =>
    `Set \`checkout\` of the connection ${connection} to your checkout of the team's commands, or leave out \`mode: scripts\`.`,
  wouldKeepOthers: (command: string, kept: readonly string[], wanted: readonly string[]): Words => ({
    message: `${command} would keep ${kept.join(', ')}, not ${wanted.join(', ')}.`,
    hint: 'The script chooses by launch time alone. Use a connection without `mode: scripts`, or remove the others by hand. Nothing was changed.',
  }),
  notDone: (command: string, exitCode: number, missing: string, said: string): Words => ({
    message: `${command} ended with exit code ${exitCode}, but ${missing}${said && ` It said last: ${said}`}`,
    hint: "Its exit code proves nothing. Read the step's log and look at the group with asg.describe; retry only where nothing has happened.",
  }),
  notDoubled: (group: string, desired: number): string => `${group} has not doubled with its way back scheduled: it wants ${desired} servers.`,
  stillProtected: (group: string, ids: readonly string[]): string => `these servers of ${group} are still protected: ${ids.join(', ')}.`,
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
  halfDone: (group: string, from: number, to: number, at: string): Words => ({
    message: `${group} was doubled from ${from} to ${to} at ${at}, and nothing is scheduled that brings it back: a recycle may have been cut off half-way.`,
    hint: `If it was, set it back to ${from} (\`aws autoscaling set-desired-capacity --auto-scaling-group-name ${group} --desired-capacity ${from}\`), then retry. If ${to} is its size now, an hour later it counts as normal. Nothing was changed.`,
  }),
  suspended: (group: string, processes: readonly string[]): Words => ({
    message: `Somebody has suspended ${processes.join(', ')} of ${group}: a recycle would stop half-way.`,
    hint: `Ask who did it and why; then \`aws autoscaling resume-processes --auto-scaling-group-name ${group}\`. Nothing was changed.`,
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
