import { toFailure } from '../core/failure.ts';
import { promptTexts as say } from '../core/messages/prompts.ts';
import type { GateState } from '../core/state.ts';
import { runCommand } from '../execute/exec.ts';
import type { Setting } from './setting.ts';
import type { Terminal } from './terminal.ts';

/** Gives the terminal to a connection's `login` command. False where it failed; the person was told. */
export async function logIn(setting: Setting, terminal: Terminal, { connection, command }: NonNullable<GateState['login']>): Promise<boolean> {
  const env = { ...setting.environment(), ...setting.config.connections[connection]?.env };
  const failed = (why: string): false => {
    terminal.error(say.loginFailed(command.join(' '), why));
    return false;
  };
  try {
    const { exitCode } = await runCommand({
      argv: command,
      cwd: setting.folder,
      env,
      signal: new AbortController().signal,
      interactive: true,
      onLine: () => undefined,
    });
    return exitCode === 0 || failed(say.exitCode(exitCode));
  } catch (error) {
    return failed(toFailure(error).message);
  }
}
