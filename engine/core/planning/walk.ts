import type { ExecSpec, Outcome } from '../events.ts';
import { evaluate, expressionReferences } from '../expression.ts';
import type { Json } from '../json.ts';
import { planTexts } from '../messages/plan.ts';
import type { Program, StaticStep } from '../program.ts';
import { scopeAt } from '../scope-of.ts';
import type { PlannedStep } from './plan.ts';
import type { Simulation, SimulationFacts } from './simulation.ts';

export interface PlanOptions extends SimulationFacts {
  readonly offline: boolean;
  /** Performs a reading exec, with its own time limit. Never changes anything. */
  read(spec: ExecSpec): Promise<Outcome>;
}

/** One walk over the runbook. */
export interface Walk {
  readonly program: Program;
  readonly options: PlanOptions;
  readonly sim: Simulation;
  readonly steps: PlannedStep[];
  /** A change may have happened by now: reads are only for today. */
  changed: boolean;
  /** A `stop` or a failed guard ends what comes after in its list. */
  over: boolean;
  /** How many containers around may be skipped: what is read in them is only for today. */
  doubtful: number;
  failedReads: number;
  atLeast: number;
  readonly notes: string[];
}

/** The step's own `outputs:`; each known or unknown on its own. */
export function addOutputs(walk: Walk, entry: StaticStep, path: string, raw: Readonly<Record<string, Json>>): Readonly<Record<string, Json>> {
  const outputs: Record<string, Json> = { ...raw };
  for (const [name, text] of Object.entries(entry.step.outputs ?? {})) {
    const references = expressionReferences(text);
    // A time of today would be none of the run.
    const result = references.some(([root]) => root === 'now') ? undefined : evaluate(text, scopeAt(walk.sim, path, references, { outputs }));
    if (result?.status === 'known') outputs[name] = result.value;
    else walk.sim.doubt(path, planTexts.after(entry.step.id), [name]);
  }
  walk.sim.change(path, { outputs });
  return outputs;
}
