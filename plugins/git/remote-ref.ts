import { defineRead } from '../../engine/core/action.ts';
import { openClone } from './client.ts';
import { invalidRef } from './failures.ts';
import { listRemote } from './refs.ts';
import { REPO, SHA } from './schemas.ts';

export const remoteRef = defineRead({
  name: 'remote_ref',
  summary: 'Look where a branch or tag of any repository stands',
  description: 'Asks the repository itself; no clone of it is needed. Of an annotated tag the commit is given.',
  version: 1,
  params: {
    type: 'object',
    additionalProperties: false,
    required: ['url', 'ref'],
    properties: {
      repo: { ...REPO, description: 'Folder of a clone; needed only where `url` is the name of a remote. Default: `.`' },
      url: { type: 'string', minLength: 1, description: 'Address of the repository, or the name of a remote' },
      ref: { type: 'string', pattern: '^(HEAD|refs/[^\\s~^:?*\\[\\\\]+)$', description: 'Full name: `refs/heads/main`, `refs/tags/v1`' },
    },
  },
  outputs: {
    type: 'object',
    required: ['exists'],
    properties: {
      exists: { type: 'boolean', description: 'Whether it is there' },
      sha: { ...SHA, description: 'Its commit; absent where it is not there' },
    },
  },
  examples: [{ title: 'Where a mirror is', with: { url: 'origin', ref: 'refs/heads/main' } }],
  async run(params, context) {
    const { url, ref } = params;
    if (/^-|::|[\p{Cc}]/u.test(url)) invalidRef('a repository', url, 'git would take it for an option or a command');
    const rows = await listRemote(openClone(context, params), url, [ref, `${ref}^{}`]);
    const sha = rows.find(row => row.ref === `${ref}^{}`)?.sha ?? rows.find(row => row.ref === ref)?.sha;
    return sha === undefined ? { exists: false } : { exists: true, sha };
  },
});
