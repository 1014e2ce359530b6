export type FileKind = 'runbook' | 'world' | 'test';

/** What a file is by its name; a name without an ending is one of a runbook. */
export function fileKind(file: string): FileKind {
  return /\.world\.ya?ml$/.test(file) ? 'world' : /\.test\.ya?ml$/.test(file) ? 'test' : 'runbook';
}
