import type { Wrapper } from '../core/action.ts';
import { isFailureError } from '../core/failure.ts';
import { runTexts } from '../core/messages/running.ts';
import type { ConnectionConfig, FrozenPlan } from '../core/plan.ts';
import { compileProgram } from '../core/program.ts';
import { connectionOf } from '../core/resolve-work.ts';
import { type Command, runCommand } from '../execute/exec.ts';
import type { Invocation } from './command.ts';
import type { Setting } from './setting.ts';

/** A wrapper that needs longer than this waits for somebody. */
const PROBE_TIMEOUT = 20_000;

/**
 * Before anything is drawn: where a connection's `wrap` has no session, its `login` gets the terminal, once, so that no prompt comes in
 * the middle of the run. A login that does not work out is told by the step that needs it.
 */
export async function logInFirst({ invocation, setting }: { readonly invocation: Invocation; readonly setting: Setting }, plan: FrozenPlan): Promise<void> {
  const { terminal, json, plugins } = invocation;
  if (!terminal.canAsk || json) return;
  for (const [name, config] of wrappedConnections(plan)) {
    const wrapper = plugins.find(plugin => plugin.name === config.plugin)?.wrapper;
    if (!wrapper || !config.login) continue;
    const quiet = { cwd: plan.folder, env: setting.environment(), signal: new AbortController().signal, onLine: () => undefined };
    if (await hasSession(name, config, wrapper, quiet)) continue;
    terminal.print(runTexts.loggingIn(name, config.login));
    const ended = await runCommand({ ...quiet, argv: config.login, interactive: true }).catch(() => undefined);
    if (ended?.exitCode !== 0) terminal.print(runTexts.notLoggedIn(name));
  }
}

/** Those that steps use, and that start commands through something. */
function wrappedConnections(plan: FrozenPlan): readonly (readonly [string, ConnectionConfig])[] {
  const program = compileProgram(plan);
  const used = new Set([...program.steps.values()].map(entry => connectionOf(program, entry)));
  return Object.entries(plan.config.connections).filter(([name, { wrap = [] }]) => used.has(name) && wrap.length > 0);
}

/** False only where the wrapper itself says so: every other trouble is the step's to tell. */
async function hasSession(name: string, { wrap = [] }: ConnectionConfig, wrapper: Wrapper, quiet: Omit<Command, 'argv'>): Promise<boolean> {
  try {
    const outer = wrapper.outer(wrap, quiet.env, name);
    if (outer.length === 0) return true;
    const ended = await runCommand({ ...quiet, argv: [...outer, 'true'], timeout: PROBE_TIMEOUT });
    return wrapper.explain(wrap, ended, name) === undefined;
  } catch (error) {
    if (isFailureError(error)) return true;
    throw error;
  }
}
