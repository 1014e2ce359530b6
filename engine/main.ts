/** Composition root: joins the engine with the plugins, and catches bugs once. */
import { readFileSync } from 'node:fs';
import { commands } from './commands/index.ts';
import { runProgram } from './commands/program.ts';
import { EXIT } from './core/exit-codes.ts';
import { bugReport } from './core/messages/commands.ts';
import { restoreTerminal } from './report/held-terminal.ts';
import { plugins } from '../plugins/index.ts';

const argv = process.argv.slice(2);
process.on('uncaughtException', endWithBug);
process.on('unhandledRejection', endWithBug);
for (const stream of [process.stdout, process.stderr]) stream.on('error', ignoreClosedPipe);

const { stdin, stdout, stderr, env } = process;
runProgram({ argv, cwd: process.cwd(), env, stdin, stdout, stderr, plugins, commands, version: ownVersion() }).then(end, endWithBug);

/** Waits for what was written, then leaves at once, whatever library still holds a timer or a socket. */
function end(code: number): void {
  restoreTerminal();
  stdout.write('', () => stderr.write('', () => process.exit(code)));
}

function endWithBug(error: unknown): void {
  restoreTerminal();
  stderr.write(`${bugReport({ error, version: ownVersion(), node: process.version, command: argv[0] ?? '' })}\n`);
  end(EXIT.bug);
}

/** `runbook run x | head`, or a terminal that was closed (EIO), must not end the run: what nobody reads is dropped. */
function ignoreClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE' && error.code !== 'EIO') throw error;
}

/** package.json lies one folder up, from engine/ and from dist/ alike. */
function ownVersion(): string {
  const parsed: { readonly version?: unknown } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  return String(parsed.version);
}
