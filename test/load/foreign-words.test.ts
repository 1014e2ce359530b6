import { describe, expect, test } from 'vitest';
import { foreignAction, foreignDuration } from '../../engine/core/messages/foreign-values.ts';
import { foreignWord, keyInHint } from '../../engine/core/messages/foreign-words.ts';
import { keysByKind } from '../../engine/core/schema/checks.ts';
import { runbookKeys } from '../../engine/core/schema/runbook-keys.ts';
import { commonKeys } from '../../engine/core/schema/step-keys.ts';

/** Keys that people bring along, by the tool that they come from. */
const WORDS = {
  'GitHub Actions': 'jobs needs runs-on timeout-minutes continue-on-error strategy matrix working-directory shell on permissions concurrency env environment',
  Ansible:
    'hosts tasks when register with_items loop loop_control retries delay ignore_errors failed_when changed_when block rescue always become vars vars_prompt pause command notify handlers roles tags ansible.builtin.copy ansible.builtin.command',
  'Systems Manager': 'schemaVersion mainSteps parameters assumeRole action inputs timeoutSeconds maxAttempts onFailure onCancel isCritical isEnd nextStep',
  Dagu: 'depends preconditions continue_on retry_policy repeat_policy handler_on schedule params output executor',
  Rundeck: 'sequence options errorhandler keepgoing exec jobref nodefilters notification',
} as const;

describe('words of other tools', () => {
  test.each(Object.entries(WORDS))('of %s have a hint, which names keys that exist', (_tool, words) => {
    const known = new Set([...Object.keys(runbookKeys({}, {})), ...Object.keys(commonKeys({ steps: {}, reading: {} })), ...Object.values(keysByKind()).flat()]);
    const hints = words.split(' ').map(word => [word, foreignWord(word)] as const);
    expect(hints.filter(([, hint]) => hint === undefined)).toEqual([]);
    const named = hints.flatMap(([word, hint = '']) => ([keyInHint(hint)].some(key => key !== undefined && !known.has(key)) ? [word] : []));
    expect(named).toEqual([]);
  });

  test.each([
    ['timeout-minutes', 90, 'Write `timeout: 1h30m`.'],
    ['timeoutSeconds', 600, 'Write `timeout: 10m`.'],
    ['pause', { minutes: 15 }, 'Write `wait: 15m`.'],
    ['pause', { prompt: 'Go on?' }, 'Write `confirm: "Go on?"`.'],
    ['ansible.builtin.command', 'git fetch --all', 'Write `run: [git, fetch, "--all"]`.'],
    ['onFailure', 'step:Tell', 'Write `on-failure:` with the step Tell below it, as a list.'],
    ['action', 'aws:sleep', 'Write `wait: 15m` in place of it and of its inputs.'],
  ])('%s with the value %j is told by the value', (key, value, hint) => expect(foreignWord(key, value)).toBe(hint));

  test.each([
    ['PT15M', '15m'],
    ['P1DT2H', '1d2h'],
    ['15 minutes', '15m'],
    ['90 sec', '1m30s'],
    ['1 hour', '1h'],
    ['soon', undefined],
    ['PT', undefined],
    ['5 months', undefined],
  ])('the duration %s is %s', (text, duration) => expect(foreignDuration(text)).toBe(duration));

  test.each([
    ['actions/checkout@v4', 'Leave the step out'],
    ['trstringer/manual-approval@v1', 'Write `approve: {by: [group]}`'],
    ['docker/build-push-action@v5', 'That is an action of GitHub.'],
    ['aws:executeAwsApi', 'Write `run:` with a list of arguments'],
  ])('the action %s has a hint', (name, hint) => expect(foreignAction(name)?.startsWith(hint)).toBe(true));

  test('that are our own are none', () =>
    expect(['deploy', 'git.branch', 'toString'].map(word => foreignWord(word))).toEqual([undefined, undefined, undefined]));
});
