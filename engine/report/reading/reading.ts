import type { Program } from '../../core/program.ts';
import type { Block } from '../document.ts';

/** What a document is made from. */
export interface Reading {
  readonly program: Program;
  /** One line about an action. */
  summaryOf(action: string): string | undefined;
  /** What happened at a step, by its static path; nothing where only the runbook is read. */
  happened(path: string): readonly Block[];
  /** Runbooks that have been written out, by name: each stands in a document once, except in that of a run. */
  readonly written: Set<string>;
  readonly isRun: boolean;
  /** Before the paths of steps where links lead: another runbook may have the same ones. */
  readonly prefix: string;
}
