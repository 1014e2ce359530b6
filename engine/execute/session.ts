import type { Action, ChangeContext, Connection, Effect, Plugin, Wrapper } from '../core/action.ts';
import type { ExecSpec, SecretTexts, Work } from '../core/events.ts';
import { fail } from '../core/failure.ts';
import { executionFailures, executionLines } from '../core/messages/execution.ts';
import type { ConnectionConfig, FrozenPlan } from '../core/plan.ts';
import type { ExecIo } from '../core/ports.ts';
import { type Program, compileProgram, stepAt } from '../core/program.ts';
import type { Redactor } from '../core/redaction.ts';
import { capLine, cleanText } from '../core/text.ts';
import { createConnection } from './connections.ts';
import { createContext } from './context.ts';
import { type Leases, createLeases } from './leases.ts';
import type { Patience } from './reads.ts';
import { type Secrets, createSecrets, withoutSecrets } from './secrets.ts';

export interface ExecutorOptions {
  readonly plugins: readonly Plugin[];
  /** What children inherit and secrets are looked up in; asked anew for each exec (a world's clock stands in it). */
  readonly environment: () => Readonly<Record<string, string>>;
  readonly redactor: Redactor;
  /** What is wrong with an action's outputs, measured by its schema; undefined = nothing. */
  readonly validateOutputs: (action: Action, outputs: unknown) => string | undefined;
  /** Literal URLs of a world, to the local ones. */
  readonly urls?: Readonly<Record<string, string>> | undefined;
  /** Hands the terminal over to a child while `use` runs. Absent: there is none. */
  readonly terminal?: (<T>(use: () => Promise<T>) => Promise<T>) | undefined;
  readonly patience?: Patience | undefined;
}

/** One exec while it is performed. */
export interface Session {
  readonly plan: FrozenPlan;
  readonly spec: ExecSpec;
  readonly options: ExecutorOptions;
  /** Aborts with the engine's, and when the exec's time is over. */
  readonly signal: AbortSignal;
  /** Effects that were answered for, in order. */
  readonly performed: Effect[];
  action(name: string): Action;
  connection(name: string): Connection;
  connectionConfig(name: string | undefined): ConnectionConfig | undefined;
  /** Of the plugin to which the connection belongs. */
  wrapper(name: string | undefined): Wrapper | undefined;
  /** The context of an action's call; its doors are open in `change`. */
  context(connection: Connection, mode: 'read' | 'change'): ChangeContext;
  /** Texts with their secrets filled in, by key. */
  fillIn(texts: SecretTexts): Promise<Readonly<Record<string, string>>>;
  /** What every child of this exec inherits. */
  readonly environment: Readonly<Record<string, string>>;
  /** A line of the engine's own in the step's log. */
  readonly note: (line: string) => void;
  readonly io: ExecIo;
}

/** What an executor keeps from one exec to the next. */
export interface Workshop {
  readonly options: ExecutorOptions;
  readonly actions: ReadonlyMap<string, Action>;
  readonly secrets: Secrets;
  readonly leases: Leases;
  program(plan: FrozenPlan): Program;
}

export function openWorkshop(options: ExecutorOptions): Workshop {
  const programs = new WeakMap<FrozenPlan, Program>();
  return {
    options,
    actions: new Map(options.plugins.flatMap(plugin => plugin.actions.map(action => [`${plugin.name}.${action.name}`, action] as const))),
    secrets: createSecrets(options.environment, options.redactor),
    leases: createLeases(options.environment, options.redactor),
    program(plan) {
      const program = programs.get(plan) ?? compileProgram(plan);
      programs.set(plan, program);
      return program;
    },
  };
}

export function openSession(workshop: Workshop, exec: Pick<Session, 'plan' | 'spec' | 'io' | 'signal' | 'performed'>): Session {
  const { options, secrets, leases } = workshop;
  const { plan, spec, io, signal, performed } = exec;
  const { redactor } = options;
  const place = { folder: plan.folder, signal };
  const redact = (text: string): string => redactor.redact(text);
  const note = (line: string): void => io.log(capLine(redact(cleanText(line))), 'engine');
  const environment = { ...withoutSecrets(options.environment(), plan), RUNBOOK_RUN: io.run, RUNBOOK_STEP: spec.path, RUNBOOK_CLAIM: io.token };
  const connectionConfig: Session['connectionConfig'] = name =>
    name !== undefined && Object.hasOwn(plan.config.connections, name) ? plan.config.connections[name] : undefined;
  const wrapper: Session['wrapper'] = name => options.plugins.find(plugin => plugin.name === connectionConfig(name)?.plugin)?.wrapper;
  const now = (): Date => new Date(io.now());
  return {
    ...exec,
    options,
    environment,
    note,
    connectionConfig,
    wrapper,
    action: name => workshop.actions.get(name) ?? fail(executionFailures.unknownAction(name)),
    connection: name => createConnection(name, connectionConfig(name), { secrets, leases, place, environment, wrapper: wrapper(name), now }),
    fillIn: texts => fillIn(texts, name => readSecret(workshop, plan, spec.path, name, place)),
    context: (connection, mode) =>
      createContext({
        connection,
        signal,
        mode,
        folder: plan.folder,
        env: environment,
        idempotencyKey: `${io.run}/${spec.path}#${spec.attempt}`,
        urls: options.urls,
        redact,
        now,
        log: (line, stream) => io.log(line, stream),
        onProcess: process => io.onProcess(process),
        record({ reading, effect }) {
          if (reading !== undefined) note(executionLines.asks(reading));
          if (effect === undefined) return;
          performed.push(effect);
          note(executionLines.changed(effect.says));
        },
        ...(options.patience ? { patience: options.patience } : {}),
      }),
  };
}

async function fillIn(texts: SecretTexts, read: (name: string) => Promise<string>): Promise<Readonly<Record<string, string>>> {
  const filled: Record<string, string> = {};
  for (const [key, parts] of Object.entries(texts)) {
    const values = await Promise.all(parts.map(async part => ('text' in part ? part.text : read(part.secret))));
    filled[key] = values.join('');
  }
  return filled;
}

/** Secrets belong to the runbook in which the step stands: a nested one has its own. */
async function readSecret(workshop: Workshop, plan: FrozenPlan, path: string, name: string, place: { folder: string; signal: AbortSignal }): Promise<string> {
  const source = stepAt(workshop.program(plan), path).runbook.document.secrets?.[name];
  return workshop.secrets.read(name, source ?? fail(executionFailures.noSecret(name, 'the runbook does not declare it')), place);
}

export type UseWork = Extract<Work, { readonly kind: 'uses' }>;
export type RunWork = Extract<Work, { readonly kind: 'run' }>;
