import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { verbsOf } from '../core/messages/gates.ts';
import { runTexts } from '../core/messages/running.ts';
import type { Engine } from '../core/ports.ts';
import { compileProgram, stepAt, stepName } from '../core/program.ts';
import type { FrozenPlan } from '../core/plan.ts';
import type { GateState } from '../core/state.ts';
import { runHook } from '../execute/run-hook.ts';
import { withoutSecrets } from '../execute/secrets.ts';
import { shellQuote } from '../report/summary.ts';
import type { Setting } from './setting.ts';

export interface GateHookOptions {
  readonly engine: Engine;
  readonly setting: Setting;
  readonly run: string;
  readonly plan: FrozenPlan;
  /** A hook that fails is a note, nothing more. */
  tell(text: string): void;
}

/** Calls the configuration's `on-gate` command for gates that wait for a person: once for each, whoever drives the run. */
export interface GateHook {
  opened(path: string, gate: GateState): void;
  /** Resolves when no command runs any more: each is bounded in time. */
  settled(): Promise<void>;
}

/** Milliseconds for one command. */
const TIMEOUT = 30_000;
/** Characters of a text that may stand in the environment. */
const LONGEST = 8_000;

export function createGateHook(options: GateHookOptions): GateHook {
  const running = new Set<Promise<void>>();
  return {
    opened: (path, gate) => {
      const call = callHook(options, path, gate).catch((error: unknown) =>
        options.tell(runTexts.hookFailed(error instanceof Error ? error.message : String(error))),
      );
      running.add(call);
      void call.then(() => running.delete(call));
    },
    settled: async () => void (await Promise.all(running)),
  };
}

async function callHook({ engine, setting, run, plan, tell }: GateHookOptions, path: string, gate: GateState): Promise<void> {
  const argv = setting.config['on-gate']?.command;
  if (!argv) return;
  const snapshot = await engine.getRun(run);
  // A run's records are read from its beginning: what they open may have been answered long ago.
  const isOpen = snapshot?.nodes.some(node => node.path === path && node.gate?.openedAt === gate.openedAt) ?? false;
  if (!snapshot || !isOpen || !takeNote(join(setting.stateDirectory, 'hooks', run), `${path} ${gate.openedAt}`)) return;
  const about = aboutGate(plan, run, snapshot.head.starter.name, path, gate);
  const env = { ...withoutSecrets(setting.environment(), plan), ...about };
  const problem = await runHook({ argv, cwd: setting.folder, env, timeout: TIMEOUT });
  if (problem !== undefined) tell(runTexts.hookFailed(problem));
}

/** False where it was noted before: by this process, or by one that drove the run earlier. Noted first: better no call than two. */
function takeNote(folder: string, what: string): boolean {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  try {
    writeFileSync(join(folder, createHash('sha256').update(what).digest('hex').slice(0, 32)), what, { flag: 'wx', mode: 0o600 });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** What the command may know, as values: never as code. */
function aboutGate(plan: FrozenPlan, run: string, starter: string, path: string, gate: GateState): Readonly<Record<string, string>> {
  const about = {
    RUNBOOK_RUN: run,
    RUNBOOK_RUNBOOK: plan.runbook,
    RUNBOOK_TARGET: plan.targets.join(' '),
    RUNBOOK_STARTER: starter,
    RUNBOOK_STEP: path,
    RUNBOOK_NAME: stepName(stepAt(compileProgram(plan), path).step),
    RUNBOOK_GATE: gate.kind,
    RUNBOOK_TEXT: [gate.text, ...gate.show].join('\n'),
    RUNBOOK_ANSWER: verbsOf[gate.kind].replaceAll('`', '').replaceAll('RUN', run).replaceAll('STEP', shellQuote(path)),
  };
  return Object.fromEntries(Object.entries(about).map(([name, value]) => [name, value.replaceAll('\0', '').slice(0, LONGEST)]));
}
