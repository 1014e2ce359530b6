import { defineRead } from '../../engine/core/action.ts';
import { fail } from '../../engine/core/failure.ts';
import type { Clone } from './client.ts';
import { openClone, readGit } from './client.ts';
import { checkBranchName, listRemote } from './refs.ts';
import { REMOTE, REPO } from './schemas.ts';

const TRIES = 99;

export const freeBranch = defineRead({
  name: 'free_branch',
  summary: 'Find a branch name that is not taken',
  description: 'A name that is taken in the clone or on the remote gets `.2`, `.3` and so on: for another release of the same day.',
  version: 1,
  params: {
    type: 'object',
    additionalProperties: false,
    required: ['name'],
    properties: {
      repo: REPO,
      remote: REMOTE,
      name: { type: 'string', minLength: 1, description: 'The wanted name' },
    },
  },
  outputs: {
    type: 'object',
    required: ['name'],
    properties: { name: { type: 'string', description: 'The first free name' } },
  },
  examples: [{ title: "Today's release branch", with: { name: 'stages/rc-2026-03-10' } }],
  async run(params, context) {
    const clone = openClone(context, params);
    await checkBranchName(clone, params.name);
    const taken = await takenBranches(clone, params.name);
    const names = Array.from({ length: TRIES }, (_, index) => (index === 0 ? params.name : `${params.name}.${index + 1}`));
    const name = names.find(candidate => !taken.some(branch => isInTheWay(branch, candidate)));
    return name === undefined ? fail({ code: 'no-free-name', message: `${params.name} and ${TRIES - 1} names after it are taken.` }) : { name };
  },
});

async function takenBranches(clone: Clone, name: string): Promise<readonly string[]> {
  const local = (await readGit(clone, ['for-each-ref', '--format=%(refname)', 'refs/heads/'])).stdout.split('\n');
  const [top = ''] = name.split('/');
  const remote = (await listRemote(clone, clone.remote, [`refs/heads/${top}`, `refs/heads/${top}*`])).map(({ ref }) => ref);
  return [...local, ...remote].map(ref => ref.replace(/^refs\/heads\//, '')).filter(branch => branch !== '');
}

/** git keeps branches like files: `a` cannot stand beside `a/b`. */
function isInTheWay(branch: string, candidate: string): boolean {
  return branch === candidate || branch.startsWith(`${candidate}/`) || candidate.startsWith(`${branch}/`);
}
