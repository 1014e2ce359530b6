import { execFileSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { hostname } from 'node:os';
import type { ProcessIdentity, Processes } from '../core/ports.ts';

/** Names a living process (a zombie included) for ever; undefined where there is none of that pid. */
export function identityOf(pid: number): ProcessIdentity | undefined {
  const startTime = startTimeOf(pid);
  return startTime === undefined ? undefined : { pid, startTime, ...machine() };
}

/** `undecidable`: the process ran on another host, in another pid namespace, or its table cannot be read. */
export function isAlive(identity: ProcessIdentity): 'alive' | 'dead' | 'undecidable' {
  const here = machine();
  if (identity.host !== here.host) return 'undecidable';
  if (identity.bootId !== here.bootId) return 'dead';
  if (identity.pidNamespace !== here.pidNamespace) return 'undecidable';
  return startTimeOf(identity.pid) === identity.startTime && !isZombie(identity.pid) ? 'alive' : 'dead';
}

/** How the durable engines tell processes apart. */
export const processes: Processes = { self: () => (own ??= identifySelf()), isAlive };

let own: ProcessIdentity | undefined;

function identifySelf(): ProcessIdentity {
  const identity = identityOf(process.pid);
  if (!identity) throw new Error('this process is not in the process table');
  return identity;
}

/** State and fields of /proc/PID/stat after the program's name, which may hold blanks and parentheses. */
export function readStat(pid: number): { readonly state: string; readonly group: number; readonly startTime: string } | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return { state: fields[0] ?? '', group: Number(fields[2]), startTime: fields[19] ?? '' };
  } catch {
    return undefined;
  }
}

function startTimeOf(pid: number): string | undefined {
  return process.platform === 'linux' ? readStat(pid)?.startTime : askPs(pid, 'lstart');
}

/** A zombie has ended; only its parent has not asked how. */
function isZombie(pid: number): boolean {
  const state = process.platform === 'linux' ? readStat(pid)?.state : askPs(pid, 'state');
  return state === undefined || state.startsWith('Z') || state === 'X';
}

function askPs(pid: number, field: 'lstart' | 'state'): string | undefined {
  try {
    const env = { ...process.env, LC_ALL: 'C', TZ: 'UTC' };
    return execFileSync('ps', ['-o', `${field}=`, '-p', String(pid)], { encoding: 'utf8', env, timeout: 5_000, stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    return undefined;
  }
}

let known: Pick<ProcessIdentity, 'bootId' | 'pidNamespace' | 'host'> | undefined;

function machine(): Pick<ProcessIdentity, 'bootId' | 'pidNamespace' | 'host'> {
  known ??= { bootId: bootId(), pidNamespace: pidNamespace(), host: hostname() };
  return known;
}

function bootId(): string {
  try {
    if (process.platform === 'linux') return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    return execFileSync('sysctl', ['-n', 'kern.boottime'], { encoding: 'utf8', timeout: 5_000, stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    return '';
  }
}

function pidNamespace(): string {
  try {
    return String(statSync('/proc/self/ns/pid').ino);
  } catch {
    return '';
  }
}
