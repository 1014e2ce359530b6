import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type HeardLine, type LogLine, openLogs } from '../../engine/execute/log-file.ts';
import { tempFolder } from '../support/executor.ts';

const line = (text: string, at = 0): LogLine => ({ at, stream: 'stdout', line: text });

describe('a log', () => {
  it('gives back what was written, from another process too', () => {
    const folder = tempFolder();
    const logs = openLogs(folder);
    const lines: LogLine[] = [line('a b', 1), { at: 2, stream: 'stderr', line: '' }, { at: 3, stream: 'engine', line: ' ünï ' }];
    for (const one of lines) logs.append('r1', 'group/it[a/b]@2#1/do', one);
    logs.append('r1', 'other#1/do', line('x'));
    logs.flush();
    const again = openLogs(folder);
    expect(again.read('r1', 'group/it[a/b]@2#1/do')).toEqual(lines);
    expect(again.keys('r1')).toEqual(['group/it[a/b]@2#1/do', 'other#1/do']);
    again.append('r1', 'other#1/do', line('y'));
    expect(again.read('r1', 'other#1/do').map(one => one.line)).toEqual(['x', 'y']);
  });

  it('is written without being asked', async () => {
    const folder = tempFolder();
    openLogs(folder).append('r1', 'it', line('a'));
    await new Promise(resolve => setImmediate(resolve));
    expect(openLogs(folder).read('r1', 'it')).toEqual([line('a')]);
  });

  it('is nobody else’s to read', () => {
    const folder = join(tempFolder(), 'logs');
    const logs = openLogs(folder);
    logs.append('r1', 'it', line('a'));
    logs.flush();
    expect(statSync(join(folder, 'r1')).mode & 0o777).toBe(0o700);
    expect(statSync(join(folder, 'r1', 'it.log')).mode & 0o777).toBe(0o600);
  });

  it('keeps its beginning and its end, and says that something is missing between', () => {
    const folder = tempFolder();
    const logs = openLogs(folder);
    const text = 'x'.repeat(1_000);
    for (let index = 0; index < 20_000; index += 1) logs.append('r1', 'it', line(`${index} ${text}`, index));
    const kept = logs.read('r1', 'it');
    const size = readdirSync(join(folder, 'r1')).reduce((sum, name) => sum + statSync(join(folder, 'r1', name)).size, 0);
    expect(size).toBeLessThan(5 * 1_048_576);
    expect(size).toBeGreaterThan(3 * 1_048_576);
    const numbers = kept.filter(one => one.stream === 'stdout').map(one => one.at);
    expect([numbers[0], numbers.at(-1)]).toEqual([0, 19_999]);
    expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => a - b));
    const cuts = kept.flatMap((one, index) => (one.stream === 'engine' ? [index] : []));
    expect(cuts.map(index => kept[index]?.line)).toEqual(['cut here: the log grew too large, lines are missing']);
    const [cut = 0] = cuts;
    expect((kept[cut + 1]?.at ?? 0) - (kept[cut - 1]?.at ?? 0)).toBeGreaterThan(1_000);
  });

  it('keeps apart keys that look alike, and long ones', () => {
    const logs = openLogs(tempFolder());
    const keys = ['a/b', 'a%2Fb', 'a b', '../../x', '.', `${'k'.repeat(300)}1`, `${'k'.repeat(300)}2`, 'ü[*]'];
    for (const key of keys) logs.append('r1', key, line(key));
    for (const key of keys) expect(logs.read('r1', key).map(one => one.line)).toEqual([key]);
    expect(logs.keys('r1').toSorted()).toEqual(keys.toSorted());
  });

  it.each(['', '..', '../x', 'a/b', '.hidden', 'a\0'])('is refused for the run id %j', run => {
    expect(() => openLogs(tempFolder()).append(run, 'it', line('a'))).toThrow('not a run id');
  });

  it('of a run without one is empty', () => {
    expect([openLogs(tempFolder()).keys('r1'), openLogs(tempFolder()).read('r1', 'it')]).toEqual([[], []]);
  });

  it('keeps a line one line', () => {
    const logs = openLogs(tempFolder());
    logs.append('r1', 'it', line('a\n2026-01-01T00:00:00.000Z engine forged\rb'));
    expect(logs.read('r1', 'it')).toEqual([line('a 2026-01-01T00:00:00.000Z engine forged b')]);
  });
});

it('can be heard as it is written, until one stops', () => {
  const logs = openLogs(tempFolder());
  const heard: HeardLine[] = [];
  const stop = logs.onLine(one => heard.push(one));
  logs.append('r1', 'it', line('a'));
  stop();
  logs.append('r1', 'it', line('b'));
  expect(heard).toEqual([{ run: 'r1', key: 'it', at: 0, stream: 'stdout', line: 'a' }]);
});
