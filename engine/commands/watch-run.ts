/** What the one who drives a run and those who are attached to it have in common: a view, and its gates. */
import { gateClosed } from '../core/messages/run.ts';
import type { Engine, RunSnapshot } from '../core/ports.ts';
import { openNdjson } from '../report/ndjson.ts';
import { openPlain } from '../report/plain.ts';
import type { View } from '../report/view.ts';
import type { Invocation } from './command.ts';
import type { GateDesk } from './gate-desk.ts';
import type { Setting } from './setting.ts';

export interface WatchFacts {
  readonly invocation: Invocation;
  readonly setting: Setting;
  readonly engine: Engine;
  readonly run: string;
}

/** NDJSON, a screen that is redrawn, or plain lines. */
export async function openView({ invocation, setting, engine }: Pick<WatchFacts, 'invocation' | 'setting' | 'engine'>, { plan }: RunSnapshot): Promise<View> {
  const { terminal, json } = invocation;
  const options = { out: terminal.stdout, now: () => setting.clock.now() };
  if (json) return openNdjson(options);
  const usual = await engine.usual(plan.runbook, plan.targets[0] ?? null);
  if (!terminal.canRedraw) return openPlain({ ...options, usual, timeZone: plan.timeZone });
  const { openProgress } = await import('../report/progress.ts');
  return whilePausedByAny(await openProgress({ ...options, usual, plan, color: terminal.color }));
}

/** Who pauses it while a prompt has the terminal does not wake it under that prompt. */
function whilePausedByAny(view: View): View {
  let pauses = 0;
  return {
    ...view,
    pause: () => void (pauses++ === 0 && view.pause()),
    resume: () => void (--pauses === 0 && view.resume()),
  };
}

/** The run's records feed the view and the desk, from its beginning, so that it is shown whole. */
export async function followRun({ engine, run }: WatchFacts, view: View, desk: GateDesk, signal: AbortSignal): Promise<void> {
  for await (const record of engine.events(run, 0, signal)) {
    view.record(record);
    if (record.type === 'gate-opened') desk.opened(record.path, record.gate);
    if (record.type === 'gate-closed') desk.closed(record.path, gateClosed(record.decision, record.by, record.note));
    if (record.type === 'step-finished') desk.closed(record.path);
  }
}

/** A sentence beside the view, which it must not disturb. */
export function tellBeside(view: View, { terminal }: Pick<Invocation, 'terminal'>, text: string): void {
  view.pause();
  terminal.error(text);
  view.resume();
}
