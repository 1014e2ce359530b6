import { randomUUID } from 'node:crypto';
import type { Signal } from '../core/events.ts';
import { isFailureError } from '../core/failure.ts';
import type { JsonObject } from '../core/json.ts';
import { runTexts } from '../core/messages/running.ts';
import type { Engine } from '../core/ports.ts';
import { compileProgram, stepAt, stepName } from '../core/program.ts';
import type { Actor, GateState, OpenGate } from '../core/state.ts';
import { answerKey, replyTo } from '../rehearse/answers.ts';
import type { View } from '../report/view.ts';
import { logIn } from './log-in-for-step.ts';
import { askGate } from './prompts.ts';
import type { Setting } from './setting.ts';
import type { Terminal } from './terminal.ts';

export interface DeskOptions {
  readonly engine: Engine;
  readonly run: string;
  readonly setting: Setting;
  readonly terminal: Terminal;
  readonly view: View;
  /** Somebody sits at the terminal and may be asked. */
  readonly interactive: boolean;
  readonly yes: boolean;
  readonly answers: JsonObject | undefined;
  /** Told of gates that nothing prepared answers. */
  waits?(path: string, gate: GateState): void;
  /** The person pressed Ctrl-C in a prompt, or chose to answer later. */
  leave(interrupted: boolean): void;
  /** While a command has the terminal, Ctrl-C is its. */
  holdStops?(isHeld: boolean): void;
}

/** Answers the gates of a driven run: from prepared answers, or by asking the person at the terminal, one at a time. */
export interface GateDesk {
  isAttended(gates: readonly OpenGate[]): boolean;
  opened(path: string, gate: GateState): void;
  /** `how`: what is told where somebody was being asked here. */
  closed(path: string, how?: string): void;
}

export function createGateDesk(options: DeskOptions): GateDesk {
  const open = new Map<string, { readonly gate: GateState; readonly answered: AbortController }>();
  const refused = new Set<string>();
  const turns = createTurns(options.answers ?? {});
  let line: Promise<void> = Promise.resolve();
  const attend = async (path: string): Promise<void> => {
    for (let entry = open.get(path); entry && !entry.answered.signal.aborted; entry = open.get(path)) {
      if (!(await isStillOpen(options, path, entry.gate))) return;
      const reply = prepared(options, path, entry.gate, turns(path, entry.gate));
      const isDone = reply ? await send(options, reply, path, refused) : await ask(options, path, entry.gate, entry.answered.signal);
      if (isDone) return;
    }
  };
  return {
    isAttended: gates =>
      gates.some(({ path, gate }) => mayAsk(options, gate) || (!refused.has(path) && prepared(options, path, gate, turns(path, gate)) !== undefined)),
    opened: (path, gate) => {
      open.set(path, { gate, answered: new AbortController() });
      if (prepared(options, path, gate, turns(path, gate)) === undefined) options.waits?.(path, gate);
      line = line.then(() => attend(path)).catch((error: unknown) => giveUp(options, error));
    },
    closed: (path, how) => {
      open.get(path)?.answered.abort(how);
      open.delete(path);
    },
  };
}

/** Whether the person at the terminal is asked. A rehearsal that answers itself fails as one that nobody attends, where it has no answer to a failure. */
function mayAsk({ interactive, yes, setting }: DeskOptions, { kind }: GateState): boolean {
  return interactive && !(yes && setting.world && (kind === 'failed' || kind === 'login'));
}

/** The run's records are read from the beginning: what they open may have been answered long ago, before the run was parked. */
async function isStillOpen({ engine, run }: DeskOptions, path: string, { openedAt }: GateState): Promise<boolean> {
  const snapshot = await engine.getRun(run);
  return snapshot?.nodes.some(node => node.path === path && node.gate?.openedAt === openedAt) ?? false;
}

/** How many other gates of the same answer opened before this one: a list of answers is taken in order. */
function createTurns(answers: JsonObject): (path: string, gate: GateState) => number {
  const seen = new Map<string, string[]>();
  return (path, { shown }) => {
    const key = answerKey(path, answers) ?? path;
    const gates = seen.get(key) ?? [];
    const id = `${path} ${shown}`;
    if (!gates.includes(id)) seen.set(key, [...gates, id]);
    return gates.includes(id) ? gates.indexOf(id) : gates.length;
  };
}

/** The answer cannot be recorded: the run is left to be resumed. */
function giveUp({ terminal, leave }: DeskOptions, error: unknown): void {
  if (!isFailureError(error)) throw error;
  terminal.error(error.failure.message);
  leave(false);
}

/** What is said without asking: by the world's people in a rehearsal; `--yes` elsewhere never approves. */
function prepared(
  { setting, yes, answers, interactive }: DeskOptions,
  path: string,
  gate: GateState,
  opened: number,
): { signal: Signal; by: Actor } | undefined {
  const { world, actor } = setting;
  if (world && (yes || answers || !interactive)) return world.answer(path, gate, { yes, ...(answers ? { answers } : {}) });
  if (gate.kind === 'approve' || (!yes && !answers)) return undefined;
  return replyTo({ path, gate, opened }, { answers: answers ?? {}, people: [actor], starter: actor, yes });
}

/** True where the answer was taken; several approvals come one after the other. */
async function send({ engine, run, terminal }: DeskOptions, reply: { signal: Signal; by: Actor }, path: string, refused: Set<string>): Promise<boolean> {
  const result = await engine.signal(run, reply.signal, reply.by, randomUUID());
  if (result.status === 'accepted') return true;
  refused.add(path);
  terminal.error(result.message);
  return true;
}

async function ask(options: DeskOptions, path: string, gate: GateState, signal: AbortSignal): Promise<boolean> {
  const { engine, run, terminal, view, interactive, setting } = options;
  if (!interactive) return true;
  const by = personFor(setting, gate);
  if (!by) {
    view.pause();
    terminal.bell();
    terminal.print(runTexts.waitsFor(path, gate.by ?? [], run));
    view.resume();
    return true;
  }
  view.pause();
  terminal.bell();
  terminal.print(await headingOf(options, path, by));
  const asked = await askGate(path, gate, { terminal, signal, logIn: login => withoutStops(options, () => logIn(setting, terminal, login)) });
  if (asked.status === 'answered') {
    const result = await engine.signal(run, bindTo(gate, asked.value), by, randomUUID());
    if (result.status === 'refused') terminal.error(result.message);
    view.resume();
    return result.status === 'accepted';
  }
  if (asked.status === 'aborted' && typeof signal.reason === 'string') terminal.print(`${path} ${signal.reason}`);
  view.resume();
  if (asked.status !== 'aborted') options.leave(asked.status === 'interrupted');
  return true;
}

/** An answer counts for what this terminal has shown. */
function bindTo({ shown }: GateState, signal: Signal): Signal {
  return 'step' in signal && signal.type !== 'extend' ? { ...signal, shown } : signal;
}

async function withoutStops<T>({ holdStops }: DeskOptions, use: () => Promise<T>): Promise<T> {
  holdStops?.(true);
  try {
    return await use();
  } finally {
    holdStops?.(false);
  }
}

/** Which step asks, and, where the person at the terminal plays somebody else, whom. */
async function headingOf({ engine, run, setting }: DeskOptions, path: string, by: Actor): Promise<string> {
  const snapshot = await engine.getRun(run);
  const name = snapshot ? stepName(stepAt(compileProgram(snapshot.plan), path).step) : path;
  return runTexts.gateHeading(name, path, by.name === setting.actor.name ? undefined : by.name);
}

/** Who answers at this terminal. In a rehearsal the person plays everybody; for real the starter may not approve. */
function personFor({ people, actor }: Setting, gate: GateState): Actor | undefined {
  if (gate.kind !== 'approve') return actor;
  const may = (person: Actor): boolean =>
    (gate.by ?? []).some(group => person.groups.includes(group)) &&
    !(gate.notStarter && person.name === actor.name) &&
    !gate.approvals?.some(approval => approval.by === person.name);
  return people ? people.find(may) : may(actor) ? actor : undefined;
}
