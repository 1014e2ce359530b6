import { parse } from 'yaml';
import type { FrozenPlan } from '../../../engine/core/plan.ts';
import type { Runbook, Step } from '../../../engine/core/runbook.ts';
import { ACTIONS } from '../engine-harness.ts';
import { planOf } from '../plan-of.ts';

const INNER = `version: 1
name: inner
title: Inner
inputs: { who: { type: string } }
steps:
  - { id: greet, run: [greet, "{{ inputs.who }}"], effect: change, check: { run: [seen] } }
  - { id: sure, confirm: Sure? }
  - { id: mute, run: [mute], effect: change }
finally: [{ id: sweep, uses: t.change }]
outputs: { said: steps.greet.outputs.exit_code }
`;

const HEAD = 'version: 1\nname: demo\ntitle: Demo\n';

/** Every kind of step that can be cut short: gates, waits, polls, retries, branches, passes, items, a nested runbook. */
const GOOD = `${HEAD}steps:
  - { id: first, uses: t.look }
  - { id: made, uses: t.change }
  - { id: bare, run: [bare], effect: change }
  - { id: question, ask: { n: { type: integer, default: 3 } } }
  - { id: pause, wait: 1h }
  - { id: late, wait: { until: 'now > timestamp("2026-03-10T12:00:00Z")', every: 20m } }
  - { id: poll, uses: t.look, until: outputs.n >= 3, every: 1m, timeout: 1h }
  - { id: flaky, uses: t.change, retry: { attempts: 5, delay: 1m } }
  - { id: proven, run: [proven], effect: change, verify: { run: [proof] }, retry: { attempts: 5, delay: 1m } }
  - id: side
    parallel:
      - { id: left, uses: t.change }
      - { id: right, run: [right], effect: change }
      - { id: nap, wait: 10m }
      - { id: pair, steps: [{ id: one, uses: t.change }, { id: two, uses: t.look }] }
  - { id: rounds, repeat: { while: steps.count.outputs.n < 2, at-most: 9 }, steps: [{ id: turn, uses: t.change }, { id: count, uses: t.look }] }
  - { id: each, foreach: '["x", "y"]', uses: t.change }
  - { id: within, runbook: inner, with: { who: "{{ run.starter }}" } }
  - { id: warned, run: [warned], effect: read, on-failure: warn }
  - { id: unneeded, if: steps.question.outputs.n == 4, run: [no] }
finally: [{ id: tidy, uses: t.change }, { id: note, run: [note, "{{ run.outcome }}"], effect: change }]
outputs: { said: steps.within.outputs.said }
`;

/** The ways out: a step's own handler, then the runbook's \`on-failure\`, then \`finally\`. */
const BAD = `${HEAD}steps:
  - { id: made, uses: t.change }
  - id: side
    parallel:
      - { id: warned, run: [warned], effect: read, on-failure: [{ id: mend, uses: t.change }, { id: call, manual: Call them }] }
      - { id: right, run: [right], effect: change }
      - { id: nap, wait: 10m }
  - { id: never, uses: t.change }
on-failure: [{ id: sorry, uses: t.change }, { id: told, confirm: Told them? }]
finally: [{ id: tidy, run: [tidy], effect: change }]
`;

/** Cut short by the clock: what waits inside is ended, what runs is settled. */
const LATE = `${HEAD}steps:
  - id: slow
    timeout: 30m
    on-failure: warn
    steps: [{ id: made, uses: t.change }, { id: nap, wait: 2h }, { id: never, uses: t.change }]
  - { id: gone, confirm: Anybody? }
  - { id: stop, stop: { as: failed, reason: enough } }
finally: [{ id: tidy, uses: t.change }]
`;

/** Handed over: the lock goes from one run to the next in the commit that ends the first. */
const UNDONE = `${HEAD}rollback: { runbook: undo, with: { why: "{{ run.failure.message }}" } }
steps:
  - { id: made, uses: t.change }
  - { id: live, steps: [{ id: look, run: [look, badly], effect: read, verify: "false" }], on-failure: rollback }
finally: [{ id: tidy, run: [tidy], effect: change }]
`;
const UNDO = `version: 1
name: undo
title: Undo
inputs: { why: { type: string } }
steps:
  - { id: sure, confirm: "{{ inputs.why }}" }
  - { id: undone, uses: t.change }
`;

/** Fails until somebody has mended the world, then goes on in a second leg. */
const LEGS = `${HEAD}steps:
  - { id: made, uses: t.change }
  - id: side
    parallel:
      - { id: left, uses: t.change }
      - { id: broken, run: [broken], effect: read }
      - { id: pair, steps: [{ id: nap, wait: 10m }, { id: two, uses: t.change }] }
  - { id: after, uses: t.change }
finally: [{ id: tidy, uses: t.change }]
`;

/** Somebody is there: pauses, tries again, skips, marks done, gives more time; \`finally\` is not reached before its time. */
const DECIDED = `${HEAD}steps:
  - { id: paused, uses: t.change }
  - { id: stubborn, uses: t.change }
  - id: side
    parallel:
      - { id: left, uses: t.change }
      - { id: pair, steps: [{ id: nap, wait: 10m }, { id: two, uses: t.change }] }
  - { id: hopeless, uses: t.change }
  - { id: patient, confirm: Go?, timeout: 1h }
  - { id: by_hand, run: [by_hand], effect: change }
  - { id: last, run: [last], effect: change }
finally: [{ id: tidy, uses: t.change }]
`;

export const PLANS: Readonly<Record<string, FrozenPlan>> = {
  'a good run': toPlan(GOOD),
  'a failing run': toPlan(BAD),
  'a run out of time': toPlan(LATE),
  'a run that fails and goes on': toPlan(LEGS),
  'a run that somebody decides about': toPlan(DECIDED),
  'a run rolled back': toPlan(UNDONE),
};

function toPlan(yaml: string): FrozenPlan {
  const { steps, ...more } = parse(yaml) as Runbook & { readonly steps: readonly Step[] };
  return {
    ...planOf(steps, { steps, ...more }, [parse(INNER) as Runbook, { ...(parse(UNDO) as Runbook), target: 'shop/prod' }]),
    actions: ACTIONS,
    targets: ['shop/prod'],
  };
}
