interface Words {
  readonly message: string;
  readonly hint: string;
}

export const hokusaiMessages = {
  noProject: (path: string): Words => ({
    message: `${path} is not there, or names no project.`,
    hint: 'Give `folder`: your checkout of the project, relative to the folder of runbook.config.yml.',
  }),
  noImage: (tag: string): Words => ({
    message: `The registry of the project has no image with the tag ${tag}.`,
    hint: 'List them with hokusai.images or ecr.images.',
  }),
  badTable: (line: string): Words => ({
    message: `hokusai printed a table of images that cannot be understood: ${line}`,
    hint: 'Is it hokusai 3 or later? Read the registry itself with ecr.image.',
  }),
  notJson: {
    message: 'kubectl did not answer in JSON.',
    hint: 'Is the `kubectl` that is found first the real one? Name another with `kubectl` of the connection.',
  },
  notLive: (stage: string, image: string, exitCode: number, said: string): Words => ({
    message: `hokusai ended with exit code ${exitCode}, and ${stage} does not run ${image}${said === '' ? '.' : `: ${said}`}`,
    hint: 'Where a rollout fails hokusai undoes it, but does not wait for that: look with k8s.rollout and k8s.pods before you go on.',
  }),
  rolling: (stage: string): Words => ({ message: `${stage} is still rolling out.`, hint: 'Wait until it has ended (k8s.rollout), then look again.' }),
  moved: (wanted: string, has: string): Words => ({
    message: `Staging runs ${has} now, not ${wanted}: somebody has deployed to it since.`,
    hint: 'Look at the new commits and begin again with them, or deploy the commit itself with hokusai.deploy.',
  }),
  notRunning: (stage: string, image: string, has: string): string => `${stage} runs ${has}, not ${image}.`,
  deploy: (argv: readonly string[], stage: string, from: string, to: string): string => `${argv.join(' ')}: ${stage} from ${from} to ${to}`,
  incomplete: (stage: string, exitCode: number): string =>
    `${stage} runs the image, but hokusai ended with exit code ${exitCode}: steps after the deploy are incomplete`,
  nothing: 'nothing',
} as const;

/** `sha256:1a2b3c4d5e6f` */
export function short(digest: string): string {
  return digest.slice(0, 'sha256:'.length + 12);
}
