import { formatDuration, parseDuration } from '../duration.ts';
import { flowText } from '../flow-text.ts';
import { plainCommand } from '../plain-command.ts';

/** What keys of other tools are here where that depends on their value. */
export function foreignValue(key: string, value: unknown): string | undefined {
  const name = key.slice(key.lastIndexOf('.') + 1);
  return Object.hasOwn(BY_KEY, name) ? BY_KEY[name]?.(value) : undefined;
}

/** The duration that other tools mean: `PT15M`, `15 minutes`, `90 sec`. */
export function foreignDuration(text: string): string | undefined {
  const iso = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/.exec(text);
  const words = /^(\d+) *(s|m|h|d)(?:(?<=s)ec(?:ond)?s?|(?<=m)in(?:ute)?s?|(?<=h)(?:ou)?rs?|(?<=d)ays?)?$/i.exec(text);
  const units = iso
    ? [1, 2, 3, 4].map(at => (iso[at] === undefined ? '' : `${iso[at]}${'dhms'[at - 1]}`)).join('')
    : words && `${words[1]}${words[2]?.toLowerCase()}`;
  const ms = units ? parseDuration(units) : undefined;
  return ms === undefined || ms === 0 ? undefined : formatDuration(ms);
}

/** What an action of another tool is here, by the name that stood behind `uses` or `action`. */
export function foreignAction(name: string): string | undefined {
  const found = ACTIONS.find(([pattern]) => pattern.test(name));
  return found?.[1];
}

const RUN = 'Write `run:` with a list of arguments.';

const ACTIONS: readonly (readonly [RegExp, string])[] = [
  // AWS Systems Manager Automation
  [/^aws:sleep$/, 'Write `wait: 15m` in place of it and of its inputs.'],
  [/^aws:approve$/, 'Write `approve: {by: [group], min: 1}` in place of it and of its inputs.'],
  [/^aws:pause$/, 'Write `confirm: QUESTION` in place of it and of its inputs.'],
  [/^aws:(?:branch|assertAwsResourceProperty)$/, 'Write `if:` on the steps that are not always done, or `verify:` on the step before.'],
  [/^aws:(?:executeAutomation|invokeLambdaFunction)$/, 'Write `runbook: NAME` and `with:`, or `run:` with a list of arguments.'],
  [/^aws:waitForAwsResourceProperty$/, 'Write a reading step with `until`, `every` and `timeout`.'],
  [/^aws:/, 'Write `run:` with a list of arguments in place of it and of its inputs: `run: [aws, ...]`, `run: [bin/deploy]`.'],
  // GitHub Actions
  [/^[\w.-]+\/[\w.-]*approv[\w./-]*@/i, 'Write `approve: {by: [group]}` in place of it and of its `with`.'],
  [/^actions\/checkout(?:@|$)/, 'Leave the step out: steps run in the folder of runbook.config.yml; `cwd` names another.'],
  [/^[\w.-]+\/[\w./-]+(?:@[\w./-]+)?$/, 'That is an action of GitHub. Write `run:` with a list of arguments, or choose one of `runbook actions`.'],
  // Dagu
  [/^wait\.duration$/, 'Write `wait: 15m`.'],
  [/^human\.task$/, 'Write `confirm: QUESTION`, or `ask:` for typed values.'],
];

const BY_KEY: Readonly<Record<string, (value: unknown) => string | undefined>> = {
  'timeout-minutes': value => timeout(value, 60_000),
  timeoutSeconds: value => timeout(value, 1_000),
  timeout_sec: value => timeout(value, 1_000),
  onFailure: value => {
    const step = typeof value === 'string' ? /^step:(.+)$/.exec(value)?.[1] : undefined;
    if (step !== undefined) return `Write \`on-failure:\` with the step ${step} below it, as a list.`;
    return value === 'Continue' ? 'Write `on-failure: warn`.' : value === 'Abort' ? 'Leave it out: a failure stops the run.' : undefined;
  },
  action: value => (typeof value === 'string' ? foreignAction(value) : undefined),
  command: commandHint,
  cmd: commandHint,
  shell: value => (typeof value === 'string' && /\s/.test(value) ? commandHint(value) : undefined),
  exec: commandHint,
  script: commandHint,
  pause: value => {
    const { minutes, seconds, prompt } = (typeof value === 'object' && value !== null ? value : {}) as Readonly<Record<string, unknown>>;
    if (typeof prompt === 'string') return `Write \`confirm: ${flowText(prompt)}\`.`;
    const ms = Number(minutes ?? 0) * 60_000 + Number(seconds ?? 0) * 1_000;
    return ms > 0 ? `Write \`wait: ${formatDuration(ms)}\`.` : undefined;
  },
  sleep: value => (Number(value) > 0 ? `Write \`wait: ${formatDuration(Number(value) * 1_000)}\`.` : undefined),
};

function timeout(value: unknown, unit: number): string | undefined {
  return Number(value) > 0 ? `Write \`timeout: ${formatDuration(Number(value) * unit)}\`.` : undefined;
}

function commandHint(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  const words = plainCommand(value);
  return words ? `Write \`run: ${flowText(words)}\`.` : `${RUN} Values go in as "{{ inputs.NAME }}", in quotes.`;
}
