interface Words {
  readonly message: string;
  readonly hint: string;
}

/** Between us and a cluster. */
export const connectionMessages = {
  noFile: (connection: string, file: string): Words => ({
    message: `There is no kubeconfig ${file}, which connection ${connection} needs.`,
    hint: 'Give the connection `kubeconfig: PATH` in runbook.config.yml, or set KUBECONFIG.',
  }),
  badFile: (connection: string, file: string, reason: string): Words => ({
    message: `The kubeconfig ${file} of connection ${connection} cannot be understood: ${reason.split('\n')[0]}`,
    hint: 'Look at it with `kubectl config view --kubeconfig FILE`.',
  }),
  noContext: (connection: string, file: string, wanted: string | undefined, names: readonly string[]): Words => ({
    message: wanted === undefined ? `The kubeconfig ${file} has no current context.` : `The kubeconfig ${file} has no context ${wanted}.`,
    hint: `Give connection ${connection} \`context:\` with one of ${names.length === 0 ? 'its contexts; it has none' : names.join(', ')}.`,
  }),
  noCluster: (connection: string, context: string): Words => ({
    message: `The context ${context} of connection ${connection} names a cluster that its kubeconfig does not have.`,
    hint: 'Look at it with `kubectl config view`.',
  }),
  pluginFailed: (connection: string, command: string, reason: string): Words => ({
    message: `${command}, which logs connection ${connection} in, gave no credentials: ${sentence(reason)}`,
    hint: 'Log in again, then go on.',
  }),
  pluginSlow: (seconds: number): string => `it took longer than ${seconds} seconds`,
  pluginMissing: 'it is not on the PATH',
  exitCode: (code: string): string => `it ended with exit code ${code} and said nothing`,
  noCredential: 'its answer holds neither a token nor a certificate',
} as const;

/** What people read when the API says no. */
export const apiMessages = {
  unauthorized: (name: string, connection: string): Words => ({
    message: `The cluster does not accept the credentials of connection ${connection} (${name}).`,
    hint: 'Log in again, then go on. This call changed nothing.',
  }),
  forbidden: (name: string, connection: string, said: string): Words => ({
    message: `Connection ${connection} may not do ${name}${because(said)}`,
    hint: 'Its role needs: deployments get, list, patch; pods list; pods/log get; jobs get, create. This call changed nothing.',
  }),
  quota: (name: string, said: string): Words => ({
    message: `The quota of the namespace leaves no room for ${name}${because(said)}`,
    hint: 'Remove what is not needed, or raise the quota. This call changed nothing.',
  }),
  notFound: (name: string, said: string): Words => ({
    message: `Kubernetes has not found what ${name} asks for${because(said)}`,
    hint: 'Check the name, the namespace, and the context of the connection.',
  }),
  conflict: (name: string, said: string): Words => ({
    message: `Kubernetes refused ${name}: somebody else changes the same${because(said)}`,
    hint: 'Look who (`kubectl get -o yaml --show-managed-fields`), then retry the step. This call changed nothing.',
  }),
  refused: (name: string, said: string): Words => ({ message: `Kubernetes refused ${name}${because(said)}`, hint: 'This call changed nothing.' }),
  unwell: (name: string, status: number, said: string): Words => ({
    message: `${name} was answered with HTTP ${status}${because(said)}`,
    hint: 'Look whether the cluster is well, and what stands between it and you. Then retry the step.',
  }),
  notJson: (name: string): Words => ({
    message: `The answer to ${name} is not JSON: it may be a login page or a proxy.`,
    hint: 'Look whether `server` in the kubeconfig is the address of the cluster itself.',
  }),
} as const;

/** What people read when an action cannot do what it is asked. Nothing has been changed then. */
export const guardMessages = {
  noDeployments: (selector: string, namespace: string): Words => ({
    message: `There is no Deployment with ${selector}${namespace === '' ? '' : ` in namespace ${namespace}`}.`,
    hint: 'Check `app`, the namespace, and the context of the connection.',
  }),
  noContainer: (selector: string, repository: string): Words => ({
    message: `No container of the Deployments with ${selector} has an image of ${repository}.`,
    hint: 'Say with `repository` which image is meant, as `k8s.deployments` shows it.',
  }),
  noSuchContainer: (deployment: string, what: string): Words => ({
    message: `The Deployment ${deployment} has no container ${what}.`,
    hint: 'Say with `deployment` and `container` which one to take.',
  }),
  gone: (namespace: string, name: string): Words => ({
    message: `The Deployment ${namespace}/${name} was recorded, and is not there any more.`,
    hint: 'Somebody has deleted it. Apply its configuration again, then retry the step.',
  }),
  containerGone: (deployment: string, container: string): Words => ({
    message: `The container ${container} of ${deployment} was recorded, and is not there any more.`,
    hint: 'Its configuration has changed since. Apply the old configuration first, then retry the step.',
  }),
  notSet: (deployments: readonly string[]): string => `Somebody has changed them since: ${deployments.join(', ')}.`,
} as const;

/** Fields of an object that a sentence names. */
const SHOWN = 8;

/** What changes do, as plans and journals say it. */
export const changeMessages = {
  container: (name: string, from: string, to: string): string => `${name} from ${from} to ${to}`,
  setImages: (deployment: string, containers: readonly string[], version: string): string =>
    containers.length === 0 ? `label ${deployment} with version ${version}` : `set the image of ${deployment}: ${containers.join(', ')}`,
  create: (object: string): string => `create ${object}`,
  update: (object: string, fields: readonly string[]): string => {
    const more = fields.length > SHOWN ? [`and ${fields.length - SHOWN} more`] : [];
    return `change ${object}: ${[...fields.slice(0, SHOWN), ...more].join('; ')}`;
  },
  startJob: (name: string, command: readonly string[], image: string): string => `start ${JSON.stringify(command)} once in ${image} as Job ${name}`,
} as const;

/** What is wrong with a file that shall be applied. Nothing has been changed then. */
export const manifestMessages = {
  unreadable: (path: string): Words => ({
    message: `${path} cannot be read, or is no file of at most 5 MiB.`,
    hint: 'Paths are relative to the folder of runbook.config.yml. Is the project checked out there?',
  }),
  template: (file: string): Words => ({
    message: `${file} is a template (Jinja), which only hokusai renders.`,
    hint: 'Use hokusai.deploy_config, or apply a rendered file.',
  }),
  notYaml: (file: string, reason: string): Words => ({ message: `${file} is no YAML: ${sentence(reason.split('\n')[0] ?? '')}`, hint: 'Mend the file.' }),
  empty: (file: string): Words => ({ message: `${file} holds no document.`, hint: 'Is it the right file?' }),
  notAnObject: (file: string, number: number): Words => ({
    message: `Document ${number} of ${file} is no object of Kubernetes: it needs apiVersion, kind and metadata.name.`,
    hint: 'Mend the file. A List is written as documents of their own.',
  }),
  unknownKind: (apiVersion: string, kind: string): Words => ({
    message: `The cluster knows no ${kind} in ${apiVersion}.`,
    hint: 'Is the version right, and is what defines this kind installed there?',
  }),
  half: { message: 'Of `repository` and `digest` only one is given.', hint: 'Give both, or none to apply the images as they are written.' },
} as const;

/** What holds a rollout up, where no pod says so itself. */
export const rolloutMessages = { neverReady: 'its pods run, but do not become ready: look at their logs and their readiness probe' } as const;

function because(said: string): string {
  return said === '' ? '.' : `: ${sentence(said)}`;
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
