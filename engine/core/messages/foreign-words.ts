import { foreignValue } from './foreign-values.ts';

/** Keys that people bring along from other tools, with what to write here. */
const FOREIGN_WORDS: Readonly<Record<string, string>> = {
  // GitHub Actions, GitLab CI
  'timeout-minutes': 'Write `timeout: 15m`.',
  'continue-on-error': 'Write `on-failure: warn`.',
  allow_failure: 'Write `on-failure: warn`.',
  needs: 'Leave it out: steps run in the order in which they stand; `parallel` runs some side by side.',
  jobs: 'Write `steps:` with the steps of the first job; another job is a step with `steps:` of its own.',
  'working-directory': 'Write `cwd`.',
  shell: 'Write `run:` with a list of arguments: `run: [bash, -c, ...]`.',
  script: 'Write `run:`.',
  on: 'Leave it out: a person starts a run by `runbook run NAME`. Its inputs go under `inputs:` at the top level.',
  strategy: 'Write `foreach:` and `as:`.',
  matrix: 'Write `foreach:` and `as:`.',
  'runs-on': 'Leave it out: steps run on the machine of the person who starts the run.',
  environment: 'Write `target:` at the top level.',
  env: 'Write `env:` in the `run` steps that need it.',
  required: 'Leave it out: an input without a `default` is required; `default: null` makes it optional.',
  permissions: 'Leave it out: what a run may do is a matter of its connections in runbook.config.yml.',
  concurrency: 'Write `target:` at the top level: at most one run changes a target at a time.',
  stages: 'Write `steps:`; a group is a step with `steps:` of its own.',
  stage: 'Leave it out: steps run in the order in which they stand.',
  image: 'Leave it out: steps run on the machine of the person who starts the run.',
  before_script: 'Write a step `run:` before the others.',
  // Ansible
  when: 'Write `if:`.',
  register: 'Leave it out: every step keeps its outputs, `steps.ID.outputs`; name further ones under `outputs:`.',
  with_items: 'Write `foreach:`; each pass reads `item`.',
  loop: 'Write `foreach:`; each pass reads `item`.',
  loop_control: 'Write `as:` for the name of the item.',
  retries: 'Write `retry: {attempts: 3, delay: 10s}`, or `until`, `every` and `timeout` on a reading step.',
  delay: 'Leave it out: it belongs into `retry: {attempts: 3, delay: 10s}`.',
  ignore_errors: 'Write `on-failure: warn`.',
  failed_when: 'Write `verify:` with the condition that must hold.',
  changed_when: 'Write `effect: read` for a command that changes nothing.',
  block: 'Write `steps:`: a group.',
  rescue: 'Write `on-failure:` with a list of steps.',
  always: 'Write `finally:` at the top level.',
  tasks: 'Write `steps:`.',
  hosts: 'Leave it out: steps run on the machine of the person who starts the run; outside systems are `connections` of runbook.config.yml.',
  become: 'Leave it out; where it is needed write `run: [sudo, ...]`.',
  command: 'Write `run:` with a list of arguments.',
  cmd: 'Write `run:` with a list of arguments.',
  vars: 'Write `inputs:` with a type each; a value that is computed goes under `outputs:` of a step.',
  vars_prompt: 'Write `inputs:` with a type each: `inputs: {version: {type: string}}`.',
  pause: 'Write `wait: 15m` or `confirm: QUESTION`.',
  args: 'Write `with:`.',
  creates: 'Write `check:`.',
  notify: 'Write a step that tells it, for example `uses: slack.post`.',
  handlers: 'Write `finally:` at the top level.',
  gather_facts: 'Leave it out: a reading step looks at what is there.',
  connection: 'Name the outside systems under `connections` of runbook.config.yml.',
  roles: 'Write `runbook: NAME` in a step: another runbook does it.',
  become_user: 'Leave it out; where it is needed write `run: [sudo, -u, NAME, ...]`.',
  delegate_to: 'Write `run: [ssh, HOST, ...]`.',
  no_log: 'Leave it out: secrets under `secrets:` are never shown.',
  debug: 'Write `confirm: TEXT`, or leave it out: outputs are shown.',
  assert: 'Write `verify:` with the condition on the step before.',
  // AWS Systems Manager Automation
  inputs: 'Write `with:` for an action; other kinds of steps hold their values themselves.',
  isSkipped: 'Write `if:`.',
  schemaVersion: 'Write `version: 1`.',
  mainSteps: 'Write `steps:`.',
  parameters: 'Write `inputs:`.',
  action: 'Write `uses: plugin.verb`.',
  timeoutSeconds: 'Write `timeout: 90s`.',
  maxAttempts: 'Write `retry: {attempts: 3, delay: 10s}`.',
  onFailure: 'Write `on-failure: stop`, `warn`, `rollback` or a list of steps.',
  onCancel: 'Write `finally:` at the top level.',
  isCritical: 'Leave it out, or write `on-failure: warn` where a failure must not stop the run.',
  isEnd: 'Leave it out at the last step; before that write `stop: {as: succeeded, reason: WHY}` as a step of its own.',
  nextStep: 'Leave it out: steps run in the order in which they stand; `if:` skips one.',
  assumeRole: 'Leave it out: name the role in a connection of runbook.config.yml.',
  // Dagu, Argo, Kestra, Rundeck
  handler_on: 'Write `on-failure:` and `finally:` at the top level.',
  retry_policy: 'Write `retry: {attempts: 3, delay: 10s}`.',
  repeat_policy: 'Write `until`, `every` and `timeout` on a reading step, or `repeat` on a group.',
  continue_on: 'Write `on-failure: warn`.',
  schedule: 'Leave it out: a person starts a run by `runbook run NAME`.',
  nodefilters: 'Leave it out: outside systems are `connections` of runbook.config.yml.',
  jobref: 'Write `runbook: NAME` and `with:`.',
  notification: 'Write a step that tells it, under `on-failure:` or `finally:` at the top level.',
  depends: 'Leave it out: steps run in the order in which they stand; `parallel` runs some side by side.',
  dependencies: 'Leave it out: steps run in the order in which they stand; `parallel` runs some side by side.',
  preconditions: 'Write `if:`.',
  precondition: 'Write `if:`.',
  continueOn: 'Write `on-failure: warn`.',
  repeatPolicy: 'Write `until`, `every` and `timeout` on a reading step, or `repeat` on a group.',
  retryPolicy: 'Write `retry: {attempts, delay}`.',
  retryStrategy: 'Write `retry: {attempts, delay}`.',
  handlerOn: 'Write `on-failure:` and `finally:` at the top level.',
  params: 'Write `inputs:` at the top level, `with:` in a step.',
  output: 'Write `outputs:`.',
  dir: 'Write `cwd`.',
  executor: 'Write `uses:` for an action, `run:` for a command.',
  call: 'Write `runbook: NAME` and `with:`.',
  workflow: 'Write `runbook: NAME` and `with:`.',
  sequence: 'Write `steps:`.',
  options: 'Write `inputs:`.',
  errorhandler: 'Write `on-failure:` with a list of steps.',
  keepgoing: 'Write `on-failure: warn`.',
  exec: 'Write `run:`.',
  tasks_parallel: 'Write `parallel:`.',
  conditions: 'Write `if:`.',
  condition: 'Write `if:`.',
  approval: 'Write `approve: {by: [group]}`.',
  approvers: 'Write `approve: {by: [group]}`.',
  prompt: 'Write `confirm: QUESTION`, or `ask:` for typed values.',
  sleep: 'Write `wait: 15m`.',
  variables: 'Write `inputs:`.',
  var: 'Write `inputs:`.',
  metadata: 'Write `name:`, `title:` and `description:` at the top level.',
  tags: 'Leave it out: there are no tags; say it in `description:`.',
  '<<': 'Merge keys are not part of YAML 1.2. Give params to several steps under `defaults:`.',
};

/** What to write for a key of another tool: by its value where that matters, else by the word. */
export function foreignWord(key: string, value?: unknown): string | undefined {
  const byValue = foreignValue(key, value);
  if (byValue !== undefined) return byValue;
  if (Object.hasOwn(FOREIGN_WORDS, key)) return FOREIGN_WORDS[key];
  // A module of Ansible, `ansible.builtin.command`: by its last part.
  const module = /^[a-z_]+\.[a-z_]+\.([a-z_]+)$/.exec(key)?.[1];
  if (module === undefined) return undefined;
  return (Object.hasOwn(FOREIGN_WORDS, module) ? FOREIGN_WORDS[module] : undefined) ?? MODULE;
}

const MODULE = 'Write `run:` with a list of arguments, or `uses: plugin.verb` with one of `runbook actions`.';

/** Values that other tools call differently: of the known ones the one that is meant. */
export function synonym(value: string, allowed: readonly string[]): string | undefined {
  const meant = Object.hasOwn(SYNONYMS, value.toLowerCase()) ? SYNONYMS[value.toLowerCase()] : undefined;
  return meant !== undefined && allowed.includes(meant) ? meant : undefined;
}

const SYNONYMS: Readonly<Record<string, string>> = {
  text: 'string',
  str: 'string',
  choice: 'string',
  securestring: 'string',
  int: 'integer',
  float: 'number',
  bool: 'boolean',
  list: 'array',
  stringlist: 'array',
  map: 'object',
  dict: 'object',
  stringmap: 'object',
  continue: 'warn',
  ignore: 'warn',
  abort: 'stop',
  fail: 'stop',
  write: 'change',
  none: 'read',
};

/** The key that a hint tells to write: `Write \`steps:\` ...`. */
export function keyInHint(hint: string): string | undefined {
  return /^Write `([a-z-]+):/.exec(hint)?.[1];
}
