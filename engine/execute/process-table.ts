import { readFileSync, readdirSync } from 'node:fs';
import { readStat } from './process-identity.ts';

/**
 * Whether anybody of a process group still lives. Zombies have ended. One look through /proc may miss a child that is just
 * being forked by a parent that is just ending: where the system still knows the group, two looks must find nobody.
 */
export function isGroupAlive(group: number): boolean {
  if (!isGroupKnown(group)) return false;
  return process.platform !== 'linux' || groupMembers(group).length > 0 || groupMembers(group).length > 0;
}

function isGroupKnown(group: number): boolean {
  try {
    return process.kill(-group, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Living processes of a group; empty where the system does not show its processes. */
export function groupMembers(group: number): readonly number[] {
  return process.platform === 'linux' ? pids().filter(pid => isLiving(pid, group)) : [];
}

/** Living processes, other than this one, that carry a claim's token in their environment. Only Linux shows it. */
export function findByToken(token: string): readonly number[] {
  if (token === '' || process.platform !== 'linux') return [];
  const entry = `RUNBOOK_CLAIM=${token}`;
  return pids().filter(pid => pid !== process.pid && environmentOf(pid).includes(entry) && isLiving(pid));
}

function pids(): readonly number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter(pid => pid > 0);
}

function isLiving(pid: number, group?: number): boolean {
  const stat = readStat(pid);
  return stat !== undefined && !'ZX'.includes(stat.state) && (group === undefined || stat.group === group);
}

/** Empty for a process of somebody else. */
function environmentOf(pid: number): readonly string[] {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
  } catch {
    return [];
  }
}
