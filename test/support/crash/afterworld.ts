import { setImmediate as turn } from 'node:timers/promises';
import type { ExecSpec, Outcome } from '../../../engine/core/events.ts';
import type { StepExecutor } from '../../../engine/core/ports.ts';
import { ACTIONS, bad, ok } from '../engine-harness.ts';

/** What outlives an engine: the effects, and the commands that were running when it died. */
export interface Afterworld {
  readonly executor: StepExecutor;
  effects(): readonly string[];
  /** Whether the step was ever looked at: then no person need be asked. */
  hasCheck(path: string): boolean;
  execs(): number;
  die(): void;
  isDead(): boolean;
  death(): Promise<void>;
  reopen(): void;
  /** What is broken works from now on. */
  mend(): void;
  isMended(): boolean;
}

/** The engine dies as it begins its `fatal`th exec: nothing of that one happens. */
export function openAfterworld(fatal?: number): Afterworld {
  const effects: string[] = [];
  const checked = new Set<string>();
  const running = new Map<string, Promise<unknown>>();
  let execs = 0;
  let isDead = false;
  let isMended = false;
  let death = Promise.withResolvers<void>();
  const die = (): void => {
    isDead = true;
    death.resolve();
  };
  const answer = createAnswers(effects, () => isMended);
  return {
    effects: () => effects,
    hasCheck: path => checked.has(path),
    execs: () => execs,
    die,
    isDead: () => isDead,
    death: () => death.promise,
    mend: () => void (isMended = true),
    isMended: () => isMended,
    reopen: () => {
      isDead = false;
      death = Promise.withResolvers();
    },
    executor: {
      versionOf: name => ACTIONS[name]?.version,
      awaitOrphan: async claim => void (await running.get(claim.token)),
      perform: async (_plan, spec, io) => {
        execs += 1;
        if (execs === fatal) die();
        if (isDead) return new Promise(() => {});
        if (spec.phase === 'look' || spec.phase === 'settle') checked.add(spec.path);
        const answering = answer(spec);
        running.set(io.token, answering);
        return answering;
      },
    },
  };
}

/** How often a change fails before it has its effect. */
const FAILURES: Readonly<Record<string, number>> = { flaky: 2, stubborn: 2, hopeless: Number.POSITIVE_INFINITY, by_hand: Number.POSITIVE_INFINITY };

/** What the world says; what it counts, it counts over all lives. */
function createAnswers(effects: string[], isMended: () => boolean): (spec: ExecSpec) => Promise<Outcome> {
  const counts = new Map<string, number>();
  const count = (what: string): number => {
    counts.set(what, (counts.get(what) ?? 0) + 1);
    return counts.get(what) ?? 0;
  };
  const change = async (path: string): Promise<Outcome> => {
    await turn();
    if (count(path) <= (FAILURES[path] ?? 0)) return bad('exit-code');
    effects.push(path);
    await turn();
    return ok({ exit_code: 0 });
  };
  const read = (path: string): Outcome => {
    if (path.endsWith('broken') && !isMended()) return bad('exit-code');
    if (path.endsWith('warned')) return bad('exit-code');
    const turns = effects.filter(effect => effect.endsWith('/turn')).length;
    return ok({ n: path.endsWith('/count') ? turns : count(path) });
  };
  return async ({ path, phase, claimed }) => {
    if (phase === 'do') return claimed ? change(path) : read(path);
    if (phase === 'confirm') return count(`${path} proof`) < 3 ? bad('verify') : ok();
    return effects.includes(path) ? { status: 'ok', done: true, outputs: { exit_code: 0 } } : { status: 'ok', done: false, effects: [] };
  };
}
