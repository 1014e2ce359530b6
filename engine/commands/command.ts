import type { Plugin } from '../core/action.ts';
import type { ExitCode } from '../core/exit-codes.ts';
import type { Terminal } from './terminal.ts';

/** One command of the CLI: data, and a body that loads what it needs when it runs. */
export interface Command {
  readonly name: string;
  /** One line; shown in `runbook --help`. */
  readonly summary: string;
  readonly description?: string;
  readonly arguments: readonly ArgumentSpec[];
  /** Beyond `--json` and `--no-color`, which every command has. */
  readonly options: readonly OptionSpec[];
  readonly examples: readonly Example[];
  run(invocation: Invocation): Promise<ExitCode>;
}

/** A positional argument. The last one may take all that is left. */
export interface ArgumentSpec {
  readonly name: string;
  readonly summary: string;
  readonly required: boolean;
  readonly many?: true;
}

export interface OptionSpec {
  /** Without dashes: `input`. */
  readonly name: string;
  readonly short?: string;
  /** Name of its value (`k=v`); a flag where missing. */
  readonly value?: string;
  /** May be given more than once. */
  readonly many?: true;
  readonly summary: string;
}

export interface Example {
  readonly line: string;
  readonly says: string;
}

/** What a command's body gets: everything that it may know of the outside. */
export interface Invocation {
  /** Positional arguments as given; those that were left out are missing at the end. */
  readonly arguments: readonly string[];
  readonly options: Options;
  readonly json: boolean;
  readonly terminal: Terminal;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly plugins: readonly Plugin[];
  /** Of this package. */
  readonly version: string;
}

/** The options as given, by name. */
export interface Options {
  text(name: string): string | undefined;
  flag(name: string): boolean;
  list(name: string): readonly string[];
}

/** A runbook's name or file, as the first argument. */
export const RUNBOOK_ARGUMENT: ArgumentSpec = { name: 'runbook', summary: 'name in runbooks/, or a file path', required: true };

/** A run id, or `last`. */
export const RUN_ARGUMENT: ArgumentSpec = { name: 'run', summary: 'run id, or `last`', required: true };

export const DIR_OPTION: OptionSpec = { name: 'dir', value: 'folder', summary: 'where runbooks are found by name (default: runbooks)' };

export function runbookFolder(options: Options): string {
  return options.text('dir') ?? 'runbooks';
}

export const INPUT_OPTIONS: readonly OptionSpec[] = [
  { name: 'input', short: 'i', value: 'k=v', many: true, summary: 'one input; may be repeated' },
  { name: 'inputs', value: 'file', summary: 'inputs from a YAML or JSON file' },
];

export const STEP_ARGUMENT: ArgumentSpec = { name: 'step', summary: 'path of the step, or its end', required: true };

/** Binds an answer to what was seen. */
export const SHOWN_OPTION: OptionSpec = {
  name: 'shown',
  value: 'hash',
  summary: 'the `shown` that `status --json` gave for it: refused if it has changed since',
};

/** Needed where a person decides against what the runbook says. */
export const REASON_OPTION: OptionSpec = { name: 'reason', value: 'text', summary: 'recorded with it' };

/** For runs of a rehearsal that was kept. */
export const WORLD_OPTIONS: readonly OptionSpec[] = [
  { name: 'world', value: 'folder', summary: 'work in the kept world of a rehearsal' },
  { name: 'as', value: 'person', summary: 'with --world: who you are' },
];

/** Where a run starts. */
export const START_OPTIONS: readonly OptionSpec[] = [
  { name: 'from', value: 'step', summary: 'start at a step: those before it are skipped, approvals are asked for all the same' },
  { name: 'output', value: 'step.name=v', many: true, summary: 'with --from: an output of a skipped step that a later one reads' },
];

/** How a run is driven from here. */
export const DRIVE_OPTIONS: readonly OptionSpec[] = [
  { name: 'yes', short: 'y', summary: 'say yes to every confirm and take defaults; never approves, except in a rehearsal' },
  { name: 'answers', value: 'file', summary: 'answers by step id, from a YAML or JSON file' },
  { name: 'non-interactive', summary: 'never ask: a gate parks the run (exit 5)' },
  ...WORLD_OPTIONS,
];
