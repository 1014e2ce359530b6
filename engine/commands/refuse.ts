import { EXIT, type ExitCode } from '../core/exit-codes.ts';
import { isFailureError } from '../core/failure.ts';
import type { Diagnostic } from '../load/diagnostics.ts';
import type { Invocation } from './command.ts';

/** Prints what is wrong with files; exit 2. */
export async function printInvalid({ terminal, json }: Invocation, diagnostics: readonly Diagnostic[]): Promise<ExitCode> {
  if (json) terminal.printJson({ status: 'invalid', diagnostics });
  else {
    const { printDiagnostics } = await import('../load/diagnostics.ts');
    terminal.error(printDiagnostics(diagnostics, { color: terminal.color, squiggle: terminal.isTty }));
  }
  return EXIT.usage;
}

/** Prints why a command was refused; nothing was changed. */
export function printRefused({ terminal, json }: Invocation, code: string, messages: readonly string[], exit: ExitCode): ExitCode {
  if (json) terminal.printJson({ status: 'refused', code, messages });
  else for (const message of messages) terminal.error(message);
  return exit;
}

/** Runs a command's body; a failure that was expected is printed with what to do next, a bug is thrown on. */
export async function withFailures(invocation: Invocation, body: () => Promise<ExitCode>, exit: ExitCode = EXIT.usage): Promise<ExitCode> {
  try {
    return await body();
  } catch (error) {
    if (!isFailureError(error)) throw error;
    const { code, message, hint } = error.failure;
    return printRefused(invocation, code, hint === undefined ? [message] : [message, hint], exit);
  }
}
