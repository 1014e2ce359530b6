import { defineRead } from '../../engine/core/action.ts';
import type { Clone } from './client.ts';
import { openClone, readGit } from './client.ts';
import { REMOTE, REPO } from './schemas.ts';

export const fetch = defineRead({
  name: 'fetch',
  summary: 'Fetch what a remote has now',
  description:
    "Moves only the clone's copy of the remote's branches (`origin/...`) and adds tags; branches, index and files stay as they are. It therefore counts as a read, and a plan does it too, since later reads need it.",
  version: 1,
  params: {
    type: 'object',
    additionalProperties: false,
    properties: {
      repo: REPO,
      remote: REMOTE,
      prune: { type: 'boolean', description: 'Also forget branches that the remote no longer has. Default: false' },
    },
  },
  outputs: {
    type: 'object',
    required: ['changed', 'refs'],
    properties: {
      changed: { 'x-volatile': true, type: 'integer', description: 'How many branches and tags are new, moved or gone' },
      refs: { 'x-volatile': true, type: 'array', items: { type: 'string' }, description: 'Their names, at most 100' },
    },
  },
  examples: [{ title: 'Fetch and forget what is gone', with: { prune: true } }],
  async run(params, context) {
    const clone = openClone(context, params);
    const before = await knownRefs(clone);
    await readGit(clone, ['fetch', '--quiet', params.prune === true ? '--prune' : '--no-prune', '--no-recurse-submodules', '--', clone.remote]);
    const after = await knownRefs(clone);
    const names = [...new Set([...before.keys(), ...after.keys()])].filter(name => before.get(name) !== after.get(name)).sort();
    return { changed: names.length, refs: names.slice(0, 100) };
  },
});

async function knownRefs(clone: Clone): Promise<ReadonlyMap<string, string>> {
  const { stdout } = await readGit(clone, ['for-each-ref', '--format=%(refname) %(objectname)%(symref)', `refs/remotes/${clone.remote}/`, 'refs/tags/']);
  const rows = stdout.split('\n').map(line => line.split(' '));
  // A symbolic ref (`origin/HEAD`) only repeats another one; its name comes behind the id.
  return new Map(rows.flatMap(([name, sha]) => (name !== undefined && /^[0-9a-f]+$/.test(sha ?? '') ? [[name, sha ?? '']] : [])));
}
