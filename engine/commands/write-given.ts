import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fail } from '../core/failure.ts';
import { showTexts as say } from '../core/messages/commands.ts';

/** Writes a file that somebody named on the command line. Fails with code `unwritable`. */
export function writeGiven(file: string, cwd: string, text: string, mode = 0o666): void {
  try {
    writeFileSync(resolve(cwd, file), text, { mode });
  } catch (error) {
    fail({ code: 'unwritable', message: say.unwritable(file, error instanceof Error ? error.message : String(error)) }, error);
  }
}
