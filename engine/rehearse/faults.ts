import { parseDuration } from '../core/duration.ts';
import { type Failure } from '../core/failure.ts';
import type { JsonObject } from '../core/json.ts';
import { worldMessages } from '../core/messages/rehearsal.ts';
import { nearestName } from '../core/nearest.ts';
import { endsWithPath, staticPath } from '../core/paths.ts';
import { openStateFile } from './state-file.ts';
import type { VirtualClock } from './virtual-clock.ts';

/** What goes wrong: when, and with which stand-ins. */
export type Fault = { readonly when?: { readonly step: string; readonly after?: string } } & { readonly [plugin: string]: JsonObject };

/** The faults of one rehearsal, each of which happens once. */
export interface FaultSchedule {
  /** Does what needs no step, and takes up what a world that is joined had scheduled. */
  begin(): Promise<void>;
  stepStarted(path: string): Promise<void>;
  /** Names of those that have not happened yet. */
  pending(): readonly string[];
}

export interface FaultOptions {
  readonly faults: Readonly<Record<string, Fault>>;
  /** Where the schedule is kept. */
  readonly file: string;
  readonly clock: VirtualClock;
  readonly inject: (plugin: string, fault: JsonObject) => Promise<void>;
}

type Kept = { readonly [name: string]: { readonly due?: number; readonly done?: boolean } };

export function scheduleFaults({ faults, file, clock, inject }: FaultOptions): FaultSchedule {
  const kept = openStateFile(file);
  const progress = kept.state<Kept>(Object.fromEntries(Object.keys(faults).map(name => [name, {}])));
  const unhappened = () => Object.entries(faults).filter(([name]) => !progress[name]?.done);

  const happen = async (name: string, fault: Fault) => {
    if (progress[name]?.done) return;
    progress[name] = { done: true };
    kept.save();
    for (const [plugin, part] of Object.entries(fault)) if (plugin !== 'when') await inject(plugin, part);
  };
  const schedule = (name: string, fault: Fault, due: number) => {
    progress[name] = { due };
    kept.save();
    clock.at(due, () => happen(name, fault));
  };

  return {
    pending: () => unhappened().map(([name]) => name),
    async begin() {
      for (const [name, fault] of unhappened()) {
        const due = progress[name]?.due;
        if (!fault.when) await happen(name, fault);
        else if (due !== undefined) schedule(name, fault, due);
      }
    },
    async stepStarted(path) {
      for (const [name, fault] of unhappened()) {
        if (!fault.when || progress[name]?.due !== undefined || !isStep(path, fault.when.step)) continue;
        const after = parseDuration(fault.when.after ?? '0s') ?? 0;
        if (after === 0) await happen(name, fault);
        else schedule(name, fault, clock.now() + after);
      }
    },
  };
}

/** The faults that `--fault NAME` asks for. */
export function chooseFaults(
  known: Readonly<Record<string, Fault>>,
  names: readonly string[],
): { readonly status: 'ok'; readonly faults: Readonly<Record<string, Fault>> } | { readonly status: 'unknown'; readonly failure: Failure } {
  const unknown = names.find(name => !Object.hasOwn(known, name));
  if (unknown !== undefined) {
    const all = Object.keys(known);
    return { status: 'unknown', failure: { code: 'unknown-fault', message: worldMessages.unknownFault(unknown, all, nearestName(unknown, all)) } };
  }
  return { status: 'ok', faults: Object.fromEntries(Object.entries(known).filter(([name]) => names.includes(name))) };
}

/** A path, or a trailing part of one; `promote/mr` means every pass, `promote@2/mr` one. */
function isStep(path: string, step: string): boolean {
  return endsWithPath(path, step) || endsWithPath(staticPath(path), step);
}
