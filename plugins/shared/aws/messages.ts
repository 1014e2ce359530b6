import type { AwsCall } from './errors.ts';

interface Words {
  readonly message: string;
  readonly hint: string;
}

/** What people read when AWS refuses. */
export const awsMessages = {
  credentials: ({ does, connection }: AwsCall, reason: string): Words => ({
    message: `AWS does not accept the credentials of connection ${connection} (${does}): ${sentence(reason)}`,
    hint: `Log in again (the connection's \`login\` command, \`aws sso login --profile ${connection}\`, or \`aws-vault exec\`), then go on. Where the engine itself runs inside aws-vault, leave that shell and resume in a new one.`,
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

/** What people read when a session cannot be had, or is the wrong one. */
export const vaultMessages = {
  nested: (inside: string, wanted: string, connection: string): Words => ({
    message: `You are inside \`aws-vault exec ${inside}\`, but the connection ${connection} needs ${wanted}: aws-vault cannot be nested, and ${inside} is another account or role.`,
    hint: 'Leave that shell (`exit`), then go on with `runbook resume` in one without AWS_VAULT.',
  }),
  noSession: (connection: string, reason: string): Words => ({
    message: `aws-vault has no session for the connection ${connection}: ${sentence(reason)}`,
    hint: 'Log in (`aws-vault exec PROFILE -- aws sts get-caller-identity` asks for the MFA code), then go on. Nothing was changed.',
  }),
  noCommand: (reason: string): Words => ({
    message: `aws-vault could not start the command: ${sentence(reason)}`,
    hint: 'Look whether it exists and may be executed: in the folder of the step or the `checkout` of the connection, or on your PATH. Nothing was changed.',
  }),
  noKeys: (connection: string): Words => ({
    message: `The command that gives the credentials of connection ${connection} printed no access key.`,
    hint: 'It should print what `aws-vault export --format=json PROFILE` prints (JSON of credential_process), or lines such as `AWS_ACCESS_KEY_ID=...` (`aws-vault exec PROFILE -- env`).',
  }),
} as const;

function sentence(text: string): string {
  return text.endsWith('.') ? text : `${text}.`;
}
