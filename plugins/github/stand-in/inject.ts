/** What goes wrong with a repository. */
import type { WorldIo } from '../../../engine/core/stand-in.ts';
import { mergePull } from './merging.ts';
import type { Repo } from './repo.ts';
import { newPull, nextNumber } from './repo.ts';
import type { RepoFault } from './schema.ts';

export async function injectFault(world: WorldIo, repo: Repo, fault: RepoFault): Promise<void> {
  if (fault.open) repo.pulls.push({ ...newPull(nextNumber(repo), world.now()), ...fault.open, title: 'Deploy' });
  if (fault.assignable) repo.assignable = [...fault.assignable];
  const open = repo.pulls.filter(pull => pull.state === 'open');
  const { checks, comment, computing, answers, lose } = fault;
  if (checks) repo.checks = { takes: 0, ends: checks };
  if (fault.close) for (const pull of open) pull.state = 'closed';
  if (comment) for (const pull of open) pull.comments.push({ ...comment, at: world.now() });
  const renamed = repo.pulls.find(({ number }) => number === fault.retitle?.number);
  if (fault.retitle && renamed) renamed.title = fault.retitle.title;
  if (computing !== undefined) repo.computing = computing;
  if (fault.protected !== undefined) repo.protects = fault.protected;
  if (answers) repo.answers = answers;
  if (lose !== undefined) repo.lose = lose;
  const [by, method] = fault.squash === undefined ? [fault.merge, 'merge'] : [fault.squash, 'squash'];
  if (by !== undefined) for (const pull of open) await mergePull({ world, repo, base: '' }, pull, { by, method });
}
