import { defineRead } from '../../engine/core/action.ts';
import { openClone, readGit } from './client.ts';
import { REPO, SHA } from './schemas.ts';

const LISTED = 200;

export const status = defineRead({
  name: 'status',
  summary: 'Look whether a clone has changes that are not committed',
  version: 1,
  params: {
    type: 'object',
    additionalProperties: false,
    properties: {
      repo: REPO,
      untracked: { type: 'boolean', description: 'Whether files that git does not know count. Default: true' },
    },
  },
  outputs: {
    type: 'object',
    required: ['clean', 'changes', 'files'],
    properties: {
      clean: { type: 'boolean', description: 'Nothing is changed, staged, in conflict or, unless told otherwise, unknown to git' },
      branch: { type: 'string', description: 'The branch that is checked out; absent where HEAD is detached' },
      sha: { ...SHA, description: 'The commit that is checked out; absent in a new repository' },
      changes: { type: 'integer', description: 'How many files differ' },
      files: { type: 'array', items: { type: 'string' }, description: `The first ${LISTED} of them` },
    },
  },
  examples: [{ title: 'The clone is clean', with: { repo: '.' } }],
  async run(params, context) {
    const clone = openClone(context, params);
    const untracked = params.untracked === false ? 'no' : 'normal';
    const { stdout } = await readGit(clone, ['status', '--porcelain=v2', '--branch', '-z', '--no-renames', `--untracked-files=${untracked}`]);
    const { headers, files } = parseStatus(stdout);
    const branch = headers.get('branch.head');
    const sha = headers.get('branch.oid');
    return {
      clean: files.length === 0,
      ...(branch !== undefined && branch !== '(detached)' && { branch }),
      ...(sha !== undefined && sha !== '(initial)' && { sha }),
      changes: files.length,
      files: files.slice(0, LISTED),
    };
  },
});

/** Without renames each entry is one NUL-ended record, its path the last field: 9th of `1`, 11th of `u`, 2nd of `?`. */
export function parseStatus(text: string): { readonly headers: ReadonlyMap<string, string>; readonly files: readonly string[] } {
  const records = text.split('\0').filter(record => record !== '');
  const headers = records.filter(record => record.startsWith('# ')).map(record => splitAt(record.slice(2), 1));
  const files = records.filter(record => !record.startsWith('# ')).map(record => splitAt(record, FIELDS_BEFORE_PATH[record[0] ?? ''] ?? 1)[1]);
  return { headers: new Map(headers), files };
}

const FIELDS_BEFORE_PATH: Readonly<Record<string, number>> = { '1': 8, u: 10, '?': 1, '!': 1 };

/** Splits at the `count`th space. */
function splitAt(record: string, count: number): [string, string] {
  const fields = record.split(' ');
  return [fields.slice(0, count).join(' '), fields.slice(count).join(' ')];
}
