import type { ProjectConfig } from './board/project.ts';
import type { Json, JsonObject } from './json.ts';
import type { Difference } from './planning/differences.ts';
import type { Prediction } from './planning/fidelity.ts';
import type { Runbook, SecretSource } from './runbook.ts';

/** Everything that a run needs, frozen when it starts. The YAML is never read again. */
export interface FrozenPlan {
  readonly v: 1;
  /** Name of the outermost runbook. */
  readonly runbook: string;
  /** All runbooks by name: the outermost, nested ones, and their rollbacks. */
  readonly runbooks: Readonly<Record<string, FrozenRunbook>>;
  readonly inputs: JsonObject;
  /** Resolved targets of the outermost and all nested runbooks, sorted; locked together. */
  readonly targets: readonly string[];
  /** The folder against which relative paths resolve: the config's, else where the command ran. */
  readonly folder: string;
  /** `YYYY-MM-DD` in the time zone. */
  readonly today: string;
  readonly timeZone: string;
  readonly config: Config;
  readonly actions: Readonly<Record<string, ActionFacts>>;
  /** The run starts at a step: those before it are skipped. */
  readonly from?: StartFrom;
  /** The saved plan that the run is held to. */
  readonly saved?: HeldPlan;
  /** The whole run is a rehearsal in this world's directory. */
  readonly world?: string;
}

/** A saved plan, as a run keeps it: what was said beforehand, and what of the difference to now somebody took upon them. */
export interface HeldPlan {
  readonly hash: string;
  readonly made: { readonly at: string; readonly by: string };
  readonly accepted?: { readonly reason: string; readonly differences: readonly Difference[] };
  readonly predictions: readonly Prediction[];
}

export interface FrozenRunbook {
  readonly file: string;
  /** sha256 of the file's text. */
  readonly hash: string;
  readonly text: string;
  readonly document: Runbook;
}

/** What the pure core must know about an action. */
export interface ActionFacts {
  readonly plugin: string;
  /** A step without this connection is done by hand (`manual`) or refused. */
  readonly needsConnection: boolean;
  readonly version: number;
  readonly effect: 'read' | 'change' | 'opaque';
  readonly interrupted: 'rerun' | 'check' | 'ask';
  readonly hasCheck: boolean;
  readonly hasVerify: boolean;
  readonly settleAfter?: string;
  /** Names of its params (for `defaults`), and of those that may hold a secret. */
  readonly params: readonly string[];
  readonly secretParams: readonly string[];
  /** Names of its outputs that differ from look to look by their nature. */
  readonly volatile?: readonly string[];
}

/** `--from STEP`: its static path, and outputs that later steps read, by the static paths of the skipped steps that would have had them. */
export interface StartFrom {
  readonly step: string;
  readonly outputs: Readonly<Record<string, JsonObject>>;
}

/** `runbook.config.yml`, with defaults filled in. */
export interface Config {
  readonly 'time-zone': string;
  readonly connections: Readonly<Record<string, ConnectionConfig>>;
  /** Approver groups: names of people by group. */
  readonly groups: Readonly<Record<string, readonly string[]>>;
  /** Calendars by name. A frozen plan has the days of those that its windows name. */
  readonly holidays: Readonly<Record<string, readonly string[] | HolidayRule>>;
  readonly absences: readonly { readonly from: string; readonly to: string; readonly reason: string }[];
  /** Called when a gate begins to wait for a person: argv, with the facts in its environment. */
  readonly 'on-gate'?: { readonly command: readonly string[] };
  /** What `runbook board` compares, by name. */
  readonly projects?: Readonly<Record<string, ProjectConfig>>;
  /** Where a team keeps locks and freezes; without it they bind this user on this machine. */
  readonly targets?: SharedTargets;
}

/** The holidays that a place keeps, by the rules of a library. */
export interface HolidayRule {
  /** ISO 3166-1: `US`. */
  readonly country: string;
  /** As the library names them (`CA`; below it a region). */
  readonly state?: string;
  readonly region?: string;
  /** Default: public ones. */
  readonly types?: readonly HolidayType[];
}

export type HolidayType = 'public' | 'bank' | 'optional' | 'school' | 'observance';

/** A git remote with one ref a target. */
export interface SharedTargets {
  /** A URL, or a path against the folder of the configuration. */
  readonly git: string;
  /** Default: `refs/runbook/targets`. */
  readonly prefix?: string;
}

/** One connection. Keys beyond these are the plugin's own. */
export interface ConnectionConfig {
  readonly plugin: string;
  readonly url?: string;
  readonly token?: SecretSource;
  readonly env?: Readonly<Record<string, string>>;
  readonly wrap?: readonly string[];
  readonly login?: readonly string[];
  readonly mode?: 'native' | 'scripts';
  readonly [option: string]: Json | undefined;
}
