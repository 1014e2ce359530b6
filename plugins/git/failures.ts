/** Every sentence with which a git action fails. */
import type { ExecResult } from '../../engine/core/action.ts';
import { fail } from '../../engine/core/failure.ts';

export const short = (sha: string): string => sha.slice(0, 7);

export function invalidRef(what: string, value: string, why: string): never {
  return fail({ code: 'invalid-ref', message: `${JSON.stringify(value)} cannot be ${what}: ${why}.` });
}

export function noSuchRef(ref: string, where: string): never {
  return fail({
    code: 'no-such-ref',
    message: `${where} has no commit ${JSON.stringify(ref)}.`,
    hint: 'Fetch first (`git.fetch`), or look for a typo in the name.',
  });
}

export function branchExists(branch: string, where: string, has: string, wanted: string): never {
  return fail({
    code: 'branch-exists',
    message: `${branch} exists ${where} at ${short(has)}, not at ${wanted}.`,
    hint: 'Take another name (`git.free_branch` finds one), or remove the old branch by hand.',
    data: { branch, has },
  });
}

export function diverged(branch: string, remote: string): never {
  return fail({
    code: 'diverged',
    message: `Your ${branch} has commits that ${remote}/${branch} does not have.`,
    hint: `Look at them with \`git log ${remote}/${branch}..${branch}\`; keep them on another branch and run \`git branch -f ${branch} ${remote}/${branch}\`.`,
  });
}

export function notClean(repo: string, files: readonly string[]): never {
  return fail({
    code: 'not-clean',
    message: `${repo} has changes that are not committed: ${files.slice(0, 5).join(', ')}${files.length > 5 ? ` and ${files.length - 5} more` : ''}.`,
    hint: 'Commit them or put them aside with `git stash`, then try again.',
  });
}

export function conflict(what: string, files: readonly string[]): never {
  return fail({
    code: 'conflict',
    message: `${what} conflicts in ${files.slice(0, 10).join(', ')}${files.length > 10 ? ` and ${files.length - 10} more` : ''}.`,
    hint: 'Resolve the conflicts by hand and push.',
    data: { files: files.slice(0, 100) },
  });
}

/** The answer of a git command that ended badly, as a failure with what to do about it. */
export function commandFailed(repo: string, args: readonly string[], result: ExecResult): never {
  const said = lastWords(result);
  const known = KNOWN.find(({ when }) => when.test(said));
  const name = args.find(arg => !arg.startsWith('-')) ?? 'git';
  const message = `git ${name} in ${repo} failed (exit code ${result.exitCode}): ${said || 'it said nothing'}`;
  return fail({ code: known?.code ?? 'exit-code', message, ...(known && { hint: known.hint }), data: { exitCode: result.exitCode } });
}

/** A push that did not succeed. Where git cannot have said what the server did with it, the outcome is lost. */
export function pushFailed(branch: string, remote: string, result: ExecResult): never {
  const said = lastWords(result);
  if (/\[(remote )?rejected\]/.test(`${result.stdout}\n${result.stderr}`)) {
    return fail({
      code: 'rejected',
      message: `${remote} refused the push to ${branch}: ${rejection(result)}.`,
      hint: `Fetch and look at what ${remote}/${branch} has now.`,
    });
  }
  const known = KNOWN.find(({ when }) => when.test(said));
  const failure = { code: known?.code ?? 'push-failed', message: `The push to ${branch} on ${remote} failed: ${said || 'git said nothing'}` };
  if (known) return fail({ ...failure, hint: known.hint });
  return fail({ ...failure, lost: true });
}

/** Failures before anything can have happened, by what git says (LC_ALL=C). */
const KNOWN = [
  {
    when: /Permission denied|Authentication failed|could not read Username|could not read Password|terminal prompts disabled|HTTP Basic: Access denied|error: 40[13]/i,
    code: 'credentials',
    hint: 'Log in first: `ssh-add` for an SSH key, or your credential helper for HTTPS. Nothing is asked for during a run.',
  },
  { when: /not a git repository|cannot change to/i, code: 'not-a-repository', hint: 'Set `repo` to the folder of your clone.' },
  {
    when: /Could not resolve host|Connection refused|unable to access|does not appear to be a git repository|Network is unreachable/i,
    code: 'unreachable',
    hint: 'Look whether the remote is right (`git remote -v`) and can be reached.',
  },
  { when: /gpg failed to sign/i, code: 'signing', hint: 'Unlock your key first, for example with `gpg --clearsign </dev/null`.' },
  { when: /Unable to create .*\.lock|cannot lock ref/i, code: 'locked', hint: 'Another git process is at work in this clone. Wait for it, then try again.' },
] as const;

function lastWords(result: ExecResult): string {
  const lines = (result.stderr || result.stdout).split('\n').filter(line => line.trim() !== '' && !line.startsWith('hint:'));
  return lines.slice(-4).join('; ').slice(0, 600);
}

/** `!\tsha:refs/heads/x\t[rejected] (stale info)` of `push --porcelain`. */
function rejection(result: ExecResult): string {
  const line = result.stdout.split('\n').find(text => text.startsWith('!'));
  return line?.split('\t')[2] ?? lastWords(result);
}
