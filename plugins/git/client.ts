/** The one use of the git command line. */
import { basename, resolve } from 'node:path';
import type { ChangeIo, ExecResult, ReadContext } from '../../engine/core/action.ts';
import { commandFailed, invalidRef } from './failures.ts';

interface GitOptions {
  /** Exit codes that are answers. Default: [0]. */
  readonly exitCodes?: readonly number[];
  readonly input?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** A clone, as every action of one step sees it. */
export interface Clone {
  readonly folder: string;
  /** For people: the last part of the folder. */
  readonly name: string;
  readonly context: ReadContext;
  readonly remote: string;
}

export function openClone(context: ReadContext, params: { readonly repo?: string; readonly remote?: string }): Clone {
  const folder = resolve(context.folder, params.repo ?? '.');
  const remote = params.remote ?? 'origin';
  if (!/^[A-Za-z0-9_][\w.-]*$/.test(remote)) invalidRef('a remote', remote, 'a remote is a name such as `origin`');
  return { folder, name: basename(folder), context, remote };
}

/** Runs a subcommand that changes nothing but, for `fetch`, the clone's copy of what its remotes have. */
export async function readGit(clone: Clone, args: readonly string[], options: GitOptions = {}): Promise<ExecResult> {
  const [subcommand = ''] = args;
  if (!READING.has(subcommand)) throw new Error(`git ${subcommand} is not on the list of reading subcommands`);
  return git(clone, clone.context.exec, args, options);
}

/** Runs a subcommand inside a change. */
export async function changeGit(clone: Clone, io: ChangeIo, args: readonly string[], options: GitOptions = {}): Promise<ExecResult> {
  return git(clone, io.exec, args, options);
}

/**
 * Subcommands that leave branches, tags, index and files as they are. `merge-tree` and `commit-tree` write objects that nothing refers to;
 * `fetch` moves remote-tracking refs.
 */
const READING = new Set(
  'check-ref-format commit-tree config fetch for-each-ref log ls-remote merge-base merge-tree remote rev-list rev-parse status symbolic-ref worktree'.split(
    ' ',
  ),
);

/** Nothing is ever asked: no editor, no pager, no password prompt (a prompt would swallow what the operator types next). */
const ENVIRONMENT = {
  LC_ALL: 'C',
  GIT_TERMINAL_PROMPT: '0',
  GIT_EDITOR: 'true',
  GIT_MERGE_AUTOEDIT: 'no',
  GIT_PAGER: 'cat',
  GIT_OPTIONAL_LOCKS: '0',
  SSH_ASKPASS: 'false',
  SSH_ASKPASS_REQUIRE: 'force',
};

/** Settings of a user that would change what the commands print. */
const SETTINGS = ['-c', 'log.showSignature=false', '-c', 'core.quotePath=false', '-c', 'advice.detachedHead=false'];

/** Every exit code comes back as an answer, since only git's words tell what it means. */
const ANY_EXIT_CODE = Array.from({ length: 256 }, (_, code) => code);

async function git(clone: Clone, exec: ReadContext['exec'], args: readonly string[], options: GitOptions): Promise<ExecResult> {
  const argv = ['git', '-C', clone.folder, ...SETTINGS, ...args];
  const result = await exec(argv, {
    env: { ...ENVIRONMENT, ...options.env },
    exitCodes: ANY_EXIT_CODE,
    ...(options.input !== undefined && { input: options.input }),
  });
  return (options.exitCodes ?? [0]).includes(result.exitCode) ? result : commandFailed(clone.name, args, result);
}
