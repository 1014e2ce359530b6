import type { JournalRecord, Work } from '../../core/events.ts';
import type { Failure } from '../../core/failure.ts';
import type { JsonObject } from '../../core/json.ts';
import type { Difference } from '../../core/planning/differences.ts';
import type { Fidelity } from '../../core/planning/fidelity.ts';
import type { Usual } from '../../core/usual.ts';
import type { RunHead, StepStatus } from '../../core/state.ts';
import type { Drive } from './drives.ts';

/** All that a run leaves behind for those who were not there. Times are ISO; texts were redacted when they were journaled. */
export interface RunReport {
  readonly format: 'runbook-report';
  readonly v: 1;
  readonly run: string;
  readonly runbook: { readonly name: string; readonly title: string; readonly file: string; readonly hash: string };
  readonly rehearsal: boolean;
  readonly status: RunHead['status'];
  /** A login name: stated, not proved. */
  readonly starter: string;
  readonly started: string;
  readonly ended?: string;
  /** Milliseconds, until its end or until now. */
  readonly took: number;
  readonly targets: readonly string[];
  readonly timeZone: string;
  readonly inputs: JsonObject;
  readonly outputs: JsonObject;
  /** Reason for starting outside the window; '' when none. */
  readonly override: string;
  readonly failure?: RunHead['failure'];
  readonly rollback?: RunHead['rollback'];
  /** The run that rolls it back, and the run that it rolls back. */
  readonly rolledBackBy?: OtherRun;
  readonly rollbackOf?: OtherRun;
  readonly incomplete: readonly string[];
  readonly plan?: {
    readonly hash: string;
    readonly made: string;
    readonly by: string;
    readonly accepted?: { readonly reason: string; readonly differences: readonly Difference[] };
  };
  readonly fidelity: Fidelity;
  /** What was changed, in order: effects that were answered for. */
  readonly changes: readonly { readonly step: string; readonly at: string; readonly does: string; readonly to: string; readonly says: string }[];
  readonly decisions: readonly Decision[];
  /** What people told the run beside its questions: skips, retries, settlements, cancels, with who and why. */
  readonly interventions: readonly { readonly at: string; readonly by: string; readonly what: string; readonly step?: string; readonly reason?: string }[];
  /** Tries that failed and were made again, lost outcomes and what came of them, and steps that were found done. */
  readonly recoveries: readonly { readonly at: string; readonly step: string; readonly what: string }[];
  /** Who drove it, one after the other. */
  readonly drives: readonly Drive[];
  readonly steps: readonly ReportedStep[];
  readonly timeline: readonly { readonly at: string; readonly seq: number; readonly text: string }[];
  readonly evidence: ReportedEvidence;
}

/** How the run stood that this one rolls back, or that rolls this one back, when the report was made. */
export interface OtherRun {
  readonly run: string;
  readonly status: RunHead['status'];
  readonly starter: string;
  readonly started: string;
  readonly ended?: string;
  readonly failure?: RunHead['failure'];
}

export interface Decision {
  readonly step: string;
  readonly name: string;
  readonly kind: string;
  readonly asked: string;
  readonly shown: readonly string[];
  readonly openedAt: string;
  /** Absent while it is open. */
  readonly decision?: string;
  readonly by?: string;
  readonly at?: string;
  readonly note?: string;
  /** What was answered, by question. */
  readonly answers?: JsonObject;
}

export interface ReportedStep {
  readonly path: string;
  readonly name: string;
  readonly kind: string;
  readonly uses?: string;
  readonly status: StepStatus;
  readonly attempts: number;
  readonly started?: string;
  readonly ended?: string;
  readonly took?: number;
  readonly usual?: Usual;
  /** Params or command, as they were handed to the executor; secrets by name. */
  readonly work?: Work;
  readonly effects?: readonly string[];
  readonly outputs?: JsonObject;
  readonly failure?: Failure;
  readonly reason?: string;
  readonly overridden?: true;
  readonly looks?: number;
  /** The last lines that it printed; `cut`: how many are left out here. */
  readonly log?: { readonly lines: readonly string[]; readonly cut: number };
}

export interface ReportedEvidence {
  readonly head: string;
  readonly entries: number;
  readonly chain: string;
  readonly rows: string;
  readonly logs: string;
  /** The first journal entry that does not fit. */
  readonly brokenAt?: number;
}

export function iso(at: number): string {
  return new Date(at).toISOString();
}

/** Journal entries of one kind. */
export type EntryOf<T extends JournalRecord['type']> = Extract<JournalRecord, { readonly type: T }>;
