/** The only place of the engine that runs git: one call, bounded in time and output, deaf to the repository it happens to stand in. */
import { spawn } from 'node:child_process';

export interface GitAnswer {
  /** Missing where git could not be started or was ended. */
  readonly code?: number;
  readonly stdout: string;
  /** What git said, or why there is none of it. */
  readonly stderr: string;
}

export interface GitOptions {
  readonly input?: string;
  readonly env?: Readonly<Record<string, string>>;
}

const LONGEST = 20_000;
const LARGEST = 16 * 1024 * 1024;

/** Runs git in a bare repository, which need not exist yet. Never throws: a git that is missing or hangs is an answer without a code. */
export function runGit(directory: string, args: readonly string[], { input = '', env = {} }: GitOptions = {}): Promise<GitAnswer> {
  return new Promise(resolve => {
    const child = spawn('git', [`--git-dir=${directory}`, ...QUIET, ...args], { env: { ...environment(), ...env }, detached: true });
    const read = { stdout: '', stderr: '' };
    const end = (answer: GitAnswer): void => {
      clearTimeout(timer);
      resolve(answer);
    };
    // The whole group: git's helper (ssh, https) would keep the pipes open.
    const stop = (why: string): void => {
      if (child.pid !== undefined) killGroup(child.pid);
      end({ stdout: '', stderr: why });
    };
    const timer = setTimeout(() => stop(`no answer within ${LONGEST / 1_000} s`), LONGEST);
    for (const name of ['stdout', 'stderr'] as const) {
      child[name].setEncoding('utf8').on('data', (text: string) => {
        read[name] += text;
        if (read[name].length > LARGEST) stop('too long an answer');
      });
    }
    child.on('error', error => end({ stdout: '', stderr: error.message }));
    child.on('close', code => end({ ...(code === null ? {} : { code }), ...read }));
    child.stdin.on('error', () => undefined).end(input);
  });
}

/** No hooks, no signing, no rubbish collection under our hands. */
const QUIET = ['-c', 'core.hooksPath=/dev/null', '-c', 'gc.auto=0', '-c', 'maintenance.auto=false', '-c', 'push.gpgSign=false'];

/** Without what would lead git to another repository; it asks nobody. */
function environment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^GIT_(?:DIR|WORK_TREE|INDEX_FILE|OBJECT_DIRECTORY|ALTERNATE_OBJECT_DIRECTORIES|COMMON_DIR|NAMESPACE|PREFIX)$/.test(name),
  );
  return { ...Object.fromEntries(kept), LC_ALL: 'C', GIT_TERMINAL_PROMPT: '0' };
}

function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // it has ended meanwhile
  }
}
