/** Every sentence of worlds and their stand-ins. */

export function commandFailed(argv: readonly string[], result: { readonly exitCode: number; readonly stderr: string }): string {
  const said = result.stderr.split('\n').findLast(line => line.trim() !== '');
  return `${argv.slice(0, 3).join(' ')} ended with exit code ${result.exitCode}${said ? `: ${said}` : ''}`;
}

export function commandNotFound(file: string): string {
  return `the command ${file}, or the folder to run it in, was not found`;
}

export function commandTimedOut(file: string): string {
  return `the command ${file} was ended: it took too long or printed too much`;
}
