/** What git actions change, as data: previewed as effects, performed one by one. */
import type { ChangeContext, ChangeIo, Effect } from '../../engine/core/action.ts';
import { unreachable } from '../../engine/core/json.ts';
import type { Clone } from './client.ts';
import { changeGit, readGit } from './client.ts';
import { noSuchRef, pushFailed, short } from './failures.ts';
import { localBranch } from './refs.ts';

export type Move =
  /** The local branch is made, or moved forward to `sha`. */
  | { readonly does: 'git branch'; readonly branch: string; readonly before: string | null; readonly sha: string }
  /** A commit is made from a tree that is known already, and the local branch is moved to it (`before` null: made). */
  | CommitMove
  /** `sha` null: the commit that the move before makes. `before` null: the branch must not exist there. */
  | {
      readonly does: 'git push';
      readonly branch: string;
      readonly remote: string;
      readonly before: string | null;
      readonly sha: string | null;
      readonly force: boolean;
    }
  /** `start`: where a branch that does not exist here begins, following the remote's. */
  | { readonly does: 'git checkout'; readonly branch: string; readonly remote: string; readonly start: string | null }
  /** The branch that is checked out, with its files. */
  | { readonly does: 'git pull'; readonly branch: string; readonly before: string; readonly sha: string };

export interface CommitMove {
  readonly does: 'git merge' | 'git revert';
  readonly branch: string;
  readonly before: string | null;
  readonly tree: string;
  readonly parents: readonly string[];
  readonly message: string;
}

export function toEffect(clone: Clone, move: Move): Effect {
  const { does, ...data } = move;
  const to = move.does === 'git push' ? `${move.remote} of ${clone.name}` : clone.name;
  return { does, to, data, says: sayMove(move) };
}

/** Performs the effects of a preview, in order. */
export async function performMoves(clone: Clone, context: ChangeContext, effects: readonly Effect[]): Promise<void> {
  for (const effect of effects) await context.change(effect, io => perform(clone, io, toMove(effect)));
}

/** Only ever given what `toEffect` made. */
function toMove(effect: Effect): Move {
  return { ...(effect.data as object), does: effect.does } as Move;
}

function sayMove(move: Move): string {
  switch (move.does) {
    case 'git branch':
      return move.before === null ? `create branch ${move.branch} at ${short(move.sha)}` : `move branch ${move.branch} forward to ${short(move.sha)}`;
    case 'git merge':
      return `merge ${short(move.parents[1] ?? '')} into ${move.branch} at ${short(move.parents[0] ?? '')}; its tree becomes ${short(move.tree)}`;
    case 'git revert':
      return `commit ${JSON.stringify(move.message.split('\n')[0])} on ${move.branch}; its tree becomes ${short(move.tree)}`;
    case 'git push': {
      const force = move.force ? `, with force, over ${short(move.before ?? '')} alone` : '';
      return `push ${move.branch}${move.sha === null ? '' : ` at ${short(move.sha)}`} to ${move.remote}${force}`;
    }
    case 'git checkout':
      return `check out ${move.branch}${move.start === null ? '' : `, new here, at ${short(move.start)}`}`;
    case 'git pull':
      return `fast-forward ${move.branch} from ${short(move.before)} to ${short(move.sha)}`;
    default:
      return unreachable(move);
  }
}

async function perform(clone: Clone, io: ChangeIo, move: Move): Promise<void> {
  switch (move.does) {
    case 'git branch':
      return moveBranch(clone, io, move);
    case 'git merge':
    case 'git revert':
      return moveBranch(clone, io, { ...move, sha: await makeCommit(clone, io, move) });
    case 'git push':
      return push(clone, io, move);
    case 'git checkout': {
      const start = move.start === null ? [] : ['-b', move.branch, '--track', `${move.remote}/${move.branch}`];
      await changeGit(clone, io, ['checkout', '--quiet', ...(move.start === null ? [move.branch] : start), '--']);
      return;
    }
    case 'git pull':
      await changeGit(clone, io, ['merge', '--quiet', '--ff-only', '--no-edit', move.sha]);
      return;
    default:
      return unreachable(move);
  }
}

/** Signed where the clone's settings say that commits are. */
async function makeCommit(clone: Clone, io: ChangeIo, { tree, parents, message }: CommitMove): Promise<string> {
  const signs = (await readGit(clone, ['config', '--type=bool', '--get', 'commit.gpgSign'], { exitCodes: [0, 1] })).stdout === 'true';
  const args = ['commit-tree', ...(signs ? ['-S'] : []), tree, ...parents.flatMap(parent => ['-p', parent]), '-F', '-'];
  return (await changeGit(clone, io, args, { input: message })).stdout;
}

/** Where somebody has the branch checked out, index and files go along; git refuses where that would overwrite work. */
async function moveBranch(clone: Clone, io: ChangeIo, { branch, before, sha }: { branch: string; before: string | null; sha: string }): Promise<void> {
  const folder = before === null ? undefined : await checkedOutAt(clone, branch);
  if (folder !== undefined) {
    await changeGit({ ...clone, folder }, io, ['merge', '--quiet', '--ff-only', '--no-edit', sha]);
  } else {
    await changeGit(clone, io, ['update-ref', '--create-reflog', '-m', 'runbook', `refs/heads/${branch}`, sha, before ?? '']);
  }
}

async function checkedOutAt(clone: Clone, branch: string): Promise<string | undefined> {
  const { stdout } = await readGit(clone, ['worktree', 'list', '--porcelain', '-z']);
  const entry = stdout.split('\0\0').find(text => text.split('\0').includes(`branch refs/heads/${branch}`));
  return entry
    ?.split('\0')
    .find(line => line.startsWith('worktree '))
    ?.slice('worktree '.length);
}

async function push(clone: Clone, io: ChangeIo, move: Extract<Move, { does: 'git push' }>): Promise<void> {
  const { branch, remote, before, force } = move;
  const sha = move.sha ?? (await localBranch(clone, branch)) ?? noSuchRef(branch, clone.name);
  const lease = force || before === null ? [`--force-with-lease=refs/heads/${branch}:${before ?? ''}`] : [];
  const args = ['push', '--porcelain', '--no-follow-tags', '--no-recurse-submodules', ...lease, '--', remote, `${sha}:refs/heads/${branch}`];
  const result = await changeGit(clone, io, args, { exitCodes: [0, 1, 128] });
  if (result.exitCode !== 0) pushFailed(branch, remote, result);
  // As `push -u` does: a person who goes on by hand can pull and push. Not worth a failure where the remote is not tracked.
  if (before === null) await changeGit(clone, io, ['branch', `--set-upstream-to=${remote}/${branch}`, '--', branch], { exitCodes: [0, 1, 128] });
}
