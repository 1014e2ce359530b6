/** Keys of execs and timers: unique in a run, and readable. */
export type TimerName = 'timeout' | 'wait' | 'retry' | 'every' | 'gate';

export function execKey(path: string, attempt: number, phase: string, count: number): string {
  return `${path}#${attempt}/${phase}.${count}`;
}

export function timerKey(path: string, attempt: number, name: TimerName): string {
  return `${path}#${attempt}!${name}`;
}

export function pathOfExec(key: string): string {
  return key.slice(0, key.lastIndexOf('#', key.lastIndexOf('/')));
}

export function parseTimerKey(key: string): { path: string; name: TimerName } {
  const mark = key.lastIndexOf('!');
  return { path: key.slice(0, key.lastIndexOf('#', mark)), name: key.slice(mark + 1) as TimerName };
}
