import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isFailureError } from '../core/failure.ts';
import type { JsonObject } from '../core/json.ts';
import { testTexts as say } from '../core/messages/testing.ts';
import { compareRun } from '../core/testing/compare.ts';
import type { Observed } from '../core/testing/observed.ts';
import type { Difference, TestCase } from '../core/testing/test-file.ts';
import type { Fault } from '../rehearse/faults.ts';
import { type World, openWorld } from '../rehearse/open-world.ts';
import type { WorldFile } from '../rehearse/world-file.ts';
import type { Invocation } from './command.ts';
import { withKills } from './kills.ts';
import { observeRun } from './observe-run.ts';
import { openSetting } from './setting.ts';
import { beginRun } from './start-run.ts';
import type { Stops } from './stops.ts';
import type { Terminal } from './terminal.ts';

export interface CaseFacts {
  readonly invocation: Invocation;
  /** Path of the runbook. */
  readonly runbook: string;
  readonly world: WorldFile;
  readonly test: TestCase;
  readonly stops: Stops;
}

/** How a case ended. `observed` is missing where no run was started. */
export interface CaseEnd {
  readonly name: string;
  readonly differences: readonly Difference[];
  readonly observed?: Observed;
}

/** Rehearses one case in a fresh world in a temporary folder, without a person. */
export async function runCase(facts: CaseFacts): Promise<CaseEnd> {
  const { test, invocation, stops } = facts;
  if (stops.drain.aborted) return notStarted(test, [say.stopped]);
  const folder = mkdtempSync(join(tmpdir(), 'runbook-test-'));
  try {
    const world = await openWorld({ folder, plugins: invocation.plugins, create: { world: worldOf(facts), faults: faultsOf(facts) } });
    try {
      return await runInWorld(facts, world);
    } finally {
      await world.close();
    }
  } catch (error) {
    if (!isFailureError(error)) throw error;
    return notStarted(test, [error.failure.message]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function runInWorld(facts: CaseFacts, world: World): Promise<CaseEnd> {
  const { test } = facts;
  const said: string[] = [];
  const invocation = toInvocation(facts, said);
  const opened = await openSetting(invocation, { world });
  if (opened.status === 'invalid')
    return notStarted(
      test,
      opened.diagnostics.map(({ message }) => message),
    );
  const setting = test.kill === undefined ? opened.setting : withKills(opened.setting);
  try {
    const begun = await beginRun(invocation, setting);
    if (begun.status === 'refused') return notStarted(test, said);
    const { observed, differences } = await observeRun({ ...facts, ...begun, invocation, setting, world });
    return { name: test.name, observed, differences: [...differences, ...unhappened(world), ...compareRun(test.expect, observed)] };
  } finally {
    await setting.close();
  }
}

/** A fault that did not happen proves nothing. */
function unhappened(world: World): readonly Difference[] {
  const pending = world.pendingFaults();
  return pending.length === 0 ? [] : [{ at: 'faults', expected: say.faultsToHappen, got: say.didNotHappen(pending) }];
}

function notStarted({ name }: TestCase, why: readonly string[]): CaseEnd {
  return { name, differences: [{ at: 'status', expected: say.toStart, got: why.join(' ') }] };
}

/** Only the case's own answers count. */
function worldOf({ world, test }: CaseFacts): WorldFile {
  return { ...world, inputs: { ...world.inputs, ...test.inputs }, answers: test.answers ?? {} };
}

/** By name; one that is written out is named by its place. */
function faultsOf({ world, test }: CaseFacts): Readonly<Record<string, Fault>> {
  const named = (test.faults ?? []).map((fault, index): readonly [string, Fault | undefined] =>
    typeof fault === 'string' ? [fault, world.faults?.[fault]] : [`faults[${index}]`, toFault(fault)],
  );
  return Object.fromEntries(named.flatMap(([name, fault]) => (fault ? [[name, fault]] : [])));
}

/** The test's schema has checked it. */
function toFault(fault: JsonObject): Fault {
  return fault as unknown as Fault;
}

/** The invocation as the case's run sees it: its runbook, its override, and nobody at the terminal. */
function toInvocation({ invocation, runbook, test }: CaseFacts, said: string[]): Invocation {
  const terminal: Terminal = {
    ...invocation.terminal,
    canAsk: false,
    canRedraw: false,
    color: false,
    error: text => void said.push(text),
    print: () => undefined,
  };
  return {
    ...invocation,
    arguments: [runbook],
    json: false,
    terminal,
    options: {
      text: name => (name === 'override' ? test.override : name === 'dir' ? invocation.options.text('dir') : undefined),
      flag: () => false,
      list: () => [],
    },
  };
}
