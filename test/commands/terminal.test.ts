import { PassThrough } from 'node:stream';
import type { WriteStream } from 'node:tty';
import { describe, expect, it } from 'vitest';
import { createTerminal } from '../../engine/commands/terminal.ts';
import { runbook } from '../support/cli.ts';

/** A stand-in for a stream: what it is, and what was written to it. */
function streamOf(isTTY: boolean): { stream: WriteStream; text: () => string } {
  const through = Object.assign(new PassThrough(), { isTTY, columns: 100, rows: 30 });
  return { stream: through as unknown as WriteStream, text: () => String(through.read() ?? '') };
}

function facts(env: Record<string, string>, tty = true, plain = false) {
  const { stream: stdout } = streamOf(tty);
  const { stream: stderr } = streamOf(tty);
  const { canAsk, canRedraw, color } = createTerminal({ env, stdin: { isTTY: tty }, stdout, stderr, plain });
  return { canAsk, canRedraw, color };
}

describe('what is known about the terminal', () => {
  it.each([
    ['a terminal', {}, true, { canAsk: true, canRedraw: true, color: true }],
    ['a pipe', {}, false, { canAsk: false, canRedraw: false, color: false }],
    ['NO_COLOR', { NO_COLOR: '1' }, true, { canAsk: true, canRedraw: true, color: false }],
    ['an empty NO_COLOR', { NO_COLOR: '' }, true, { canAsk: true, canRedraw: true, color: true }],
    ['FORCE_COLOR in a pipe', { FORCE_COLOR: '1' }, false, { canAsk: false, canRedraw: false, color: true }],
    ['FORCE_COLOR=0', { FORCE_COLOR: '0' }, true, { canAsk: true, canRedraw: true, color: false }],
    ['a dumb terminal', { TERM: 'dumb' }, true, { canAsk: false, canRedraw: false, color: false }],
    ['CI', { CI: 'true' }, true, { canAsk: false, canRedraw: false, color: true }],
    ['CI=false', { CI: 'false' }, true, { canAsk: true, canRedraw: true, color: true }],
  ])('%s', (_name, env, tty, expected) => {
    expect(facts(env as Record<string, string>, tty)).toEqual(expected);
  });

  it('--json and --no-color win over all', () => {
    expect(facts({ FORCE_COLOR: '1' }, true, true).color).toBe(false);
  });
});

it('prints colours of its own, and nothing else that moves a cursor', () => {
  const { stream, text } = streamOf(true);
  createTerminal({ env: {}, stdin: {}, stdout: stream, stderr: stream, plain: false }).print('\x1b[31mred\x1b[0m\x1b[2J\x1b]0;t\x07\r!');
  expect(text()).toBe('\x1b[31mred\x1b[0m!\n');
});

it('prints JSON that no terminal obeys', () => {
  const { stream, text } = streamOf(true);
  createTerminal({ env: {}, stdin: {}, stdout: stream, stderr: stream, plain: true }).printJson({ a: '\x1b[2J\x9b5A' });
  expect(text()).toBe('{"a":"\\u001b[2J\\u009b5A"}\n');
});

it('--no-color takes the colours out of diagnostics', async () => {
  const forced = { env: { FORCE_COLOR: '1' } };
  const [colored, plain] = await Promise.all([runbook(['validate', 'nowhere.yml'], forced), runbook(['validate', 'nowhere.yml', '--no-color'], forced)]);
  expect(colored.stdout).toContain('\x1b[');
  expect(plain.stdout).toMatch(/^nowhere\.yml:1:1: error unreadable: /);
});
