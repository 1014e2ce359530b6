import { PassThrough } from 'node:stream';
import { commands } from '../../engine/commands/index.ts';
import { runProgram } from '../../engine/commands/program.ts';
import { plugins } from '../../plugins/index.ts';

/** What the command line said and ended with. */
export interface Said {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The command line in this process, without a terminal: no second of start-up for each command. A bug is thrown. */
export async function runHere(argv: readonly string[], cwd: string, env: Readonly<Record<string, string | undefined>>): Promise<Said> {
  const [stdout, stderr] = [openStream(), openStream()];
  const code = await runProgram({
    argv,
    cwd,
    env,
    stdin: { isTTY: false },
    stdout: stdout.stream,
    stderr: stderr.stream,
    plugins,
    commands,
    version: '0',
  });
  return { code, stdout: stdout.text(), stderr: stderr.text() };
}

function openStream(): { readonly stream: NodeJS.WriteStream; text(): string } {
  const through = Object.assign(new PassThrough(), { isTTY: false });
  const chunks: string[] = [];
  through.on('data', (chunk: Buffer) => chunks.push(chunk.toString()));
  return { stream: through as unknown as NodeJS.WriteStream, text: () => chunks.join('') };
}
