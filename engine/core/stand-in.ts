/** The stand-in interface: how a plugin brings the local double of its service into a world. */
import type { ExecOptions, ExecResult, JSONSchema } from './action.ts';
import type { Json, JsonObject } from './json.ts';

export interface StandInDefinition {
  /** Schema of the part under the plugin's name in a world file. Every property has a `description`. */
  readonly schema: JSONSchema;
  /** Schema of what a fault may say under the plugin's name. */
  readonly faults: JSONSchema;
  /** Small programs that runbooks start and the machine may lack, by name on the PATH. */
  readonly programs?: Readonly<Record<string, Program>>;
  /**
   * Starts the double. Stand-ins start in the order of the world's keys, so a part may ask those above it.
   * `faults` of the part are injected later through `inject`.
   */
  start(part: JsonObject, world: WorldIo): Promise<StandIn>;
}

/** A small program put first on PATH: `#!` line and Node shebang are added by the engine. */
export interface Program {
  /** Schema of its entry under `programs:`. */
  readonly schema: JSONSchema;
  /** ES module source, plain JavaScript for Node 20 and later; `options` is in scope as a const. */
  readonly source: string;
}

/** What the engine lends to a stand-in. */
export interface WorldIo {
  /** An empty folder of its own inside the world's directory. */
  readonly folder: string;
  /** The virtual time, milliseconds since 1970. */
  now(): number;
  /** Calls `act` when the virtual clock reaches `time`. Not persisted: register again in `start` from the state. */
  at(time: number, act: () => void | Promise<void>): void;
  /** Loopback HTTP on a free port; stopped by the engine. Returns its base URL. Requests are handled one at a time. */
  serve(handler: (request: StandInRequest) => Promise<StandInResponse> | StandInResponse): Promise<string>;
  /** Runs a command for the stand-in itself (git in its bare repositories), with git's dates from the virtual clock. */
  exec(argv: readonly string[], options?: ExecOptions): Promise<ExecResult>;
  /**
   * The stand-in's state, kept in the world's directory after each request, each `at` and each fault, so that a later
   * command can join the world. The same object is returned each time; `initial` counts only in a new world.
   */
  state<T extends Json>(initial: T): Mutable<T>;
  /**
   * Asks the other stand-ins. Questions in use:
   * `commit NAME` -> sha of a commit named in the world; `repository NAME` -> {origin, mirror?, url, clone} of a git repository
   * (paths of bare repositories and of a person's clone); `ref {repository, ref, mirror?}` -> sha; `serves NAME` -> what a server of that fleet answers;
   * `image {repository, tag | digest}` -> {digest, uri, sha, tags}, and `tag image {repository, digest, tags}`; `deploy {app, image}`, and `runs {app}`
   * -> {done, failed, digest}; `blocks PROJECT` -> how many deploy blocks are open, nothing while nobody can tell.
   */
  ask(question: string, about: Json): Promise<Json | undefined>;
  /** People of the world by name, with their groups. */
  readonly people: Readonly<Record<string, readonly string[]>>;
}

export type Mutable<T> = T extends readonly (infer E)[] ? Mutable<E>[] : T extends object ? { -readonly [K in keyof T]: Mutable<T[K]> } : T;

export interface StandInRequest {
  readonly method: string;
  /** Path without query, decoded per segment only by the handler. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface StandInResponse {
  /** 0: the connection is cut after the request was handled, as when an answer is lost. */
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** An object or list is sent as JSON, text as it is. */
  readonly body?: Json;
  /** True where the request changed the service: what `writes` counts. */
  readonly wrote?: boolean;
}

/** A running double. */
export interface StandIn {
  /** Connections of the config that lead here, by name. Tokens name an environment variable of `env`. */
  readonly connections: Readonly<Record<string, JsonObject>>;
  /** Environment of every child process and secret source in the world. */
  readonly env?: Readonly<Record<string, string>>;
  /** What templates of the world file see under the plugin's name (`git.identity_pki.clone`). */
  readonly roots?: JsonObject;
  /** Literal URLs of runbooks that are answered here instead, to the local URL. */
  readonly urls?: Readonly<Record<string, string>>;
  /** Answers a question of another stand-in; undefined = not mine. */
  answer?(question: string, about: Json): Promise<Json | undefined> | Json | undefined;
  /** Lets a fault happen now. */
  inject(fault: JsonObject): void | Promise<void>;
  /** The state as tests and people see it, under the plugin's name (CEL over `asg['prod-pivcac'].instances`). */
  view(): Promise<JsonObject> | JsonObject;
  /** A few lines for people: what this service looks like now. */
  summary(): Promise<readonly string[]> | readonly string[];
  stop?(): Promise<void>;
}
