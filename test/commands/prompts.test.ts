import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import type { FieldSchema } from '../../engine/core/runbook.ts';
import type { GateState } from '../../engine/core/state.ts';
import { type PtyScreen, openPty } from '../support/screen.ts';

const folder = mkdtempSync(join(tmpdir(), 'prompts-'));
afterAll(() => rmSync(folder, { recursive: true }));
const program = fileURLToPath(new URL('../support/ask-program.ts', import.meta.url));
let count = 0;

const DOWN = '\x1b[B';
const ENTER = '\r';
const gateOf = (kind: GateState['kind'], more: Partial<GateState> = {}): { gate: GateState } => ({
  gate: { kind, text: 'Really?', show: [], openedAt: 0, shown: '', ...more },
});

/** Types each text when the screen shows what stands before it; resolves to the answer. */
async function ask(question: { gate: GateState } | { field: FieldSchema }, ...steps: readonly (readonly [shown: string, types: string])[]): Promise<unknown> {
  const screen = open(question);
  for (const [shown, types] of steps) {
    await screen.until(text => text.includes(shown));
    screen.type(types);
  }
  return answerOf(screen);
}

function open(question: object): PtyScreen {
  const file = join(folder, `${count++}.json`);
  writeFileSync(file, JSON.stringify(question));
  return openPty({ argv: [process.execPath, program, file], columns: 200 });
}

async function answerOf(screen: PtyScreen): Promise<unknown> {
  await screen.exited;
  const line = screen.history().find(text => text.startsWith('answer '));
  return line === undefined ? screen.history().join('\n') : JSON.parse(line.slice('answer '.length));
}

describe('gates at a terminal', () => {
  it('a confirm is yes only by choice, never by a stray Enter', async () => {
    expect(await ask(gateOf('confirm'), ['Leave it open', ENTER])).toEqual({ status: 'left' });
    expect(await ask(gateOf('confirm'), ['Leave it open', DOWN], ['❯ Yes', ENTER])).toEqual({ status: 'answered', value: { type: 'approve', step: 'go' } });
  });

  it('a rejection takes a reason', async () => {
    const answer = await ask(gateOf('approve'), ['Leave it open', DOWN + DOWN], ['❯ Reject', ENTER], ['Why?', `too early${ENTER}`]);
    expect(answer).toEqual({ status: 'answered', value: { type: 'reject', step: 'go', note: 'too early' } });
  });

  it('a manual step is ticked one by one, and what is ticked is not offered again', async () => {
    const ticked = [{ tick: 1, by: 'bo', at: 0 }];
    const screen = open(gateOf('manual', { ticks: ['Drain', 'Restart'], ticked }));
    await screen.until(text => text.includes('Done: Restart'));
    expect(screen.lines().join('\n')).not.toContain('Done: Drain');
    screen.type(DOWN);
    await screen.until(text => text.includes('❯ Done: Restart'));
    screen.type(ENTER);
    expect(await answerOf(screen)).toEqual({ status: 'answered', value: { type: 'answer', step: 'go', values: { tick: 2 } } });
    expect(await ask(gateOf('manual'), ['Done', DOWN], ['❯ Done', ENTER])).toEqual({
      status: 'answered',
      value: { type: 'answer', step: 'go', values: { done: true } },
    });
  });

  it('an unknown outcome is settled by a person', async () => {
    const answer = await ask(gateOf('unknown'), ['Leave it open', DOWN + DOWN], ['❯ It did not happen', ENTER]);
    expect(answer).toEqual({ status: 'answered', value: { type: 'settle', step: 'go', as: 'redo' } });
  });

  it('questions are asked in order, each until its answer fits', async () => {
    const fields: Record<string, FieldSchema> = {
      number: { type: 'string', pattern: '^[0-9]+$', title: 'RC number' },
      visible: { type: 'boolean', title: 'Visible?' },
      size: { type: 'integer', default: null, title: 'Size' },
      color: { type: 'string', enum: ['red', 'green'], title: 'Colour' },
    };
    const answer = await ask(
      gateOf('ask', { fields }),
      ['RC number', `x${ENTER}`],
      ['x\n>', `\x7f12${ENTER}`],
      ['Visible?', ENTER],
      ['This needs an answer', `YES${ENTER}`],
      ['Size (may be empty)', ENTER],
      ['Colour', DOWN],
      ['❯ green', ENTER],
    );
    expect(answer).toEqual({ status: 'answered', value: { type: 'answer', step: 'go', values: { number: '12', visible: true, size: null, color: 'green' } } });
  });

  it('shows what was sent along, clean', async () => {
    const screen = open(gateOf('confirm', { text: 'Ship\x1b[2J it?', show: ['\x1b]0;evil\x07https://x/1'] }));
    await screen.until(text => text.includes('Leave it open'));
    expect(screen.lines().slice(0, 2)).toEqual(['Ship it?', 'https://x/1']);
    screen.type('\x03');
    expect(await answerOf(screen)).toEqual({ status: 'interrupted' });
  });

  it('gives up when the gate was answered elsewhere', async () => {
    const screen = open(gateOf('approve'));
    await screen.until(text => text.includes('Leave it open'));
    screen.signal('SIGUSR2');
    expect(await answerOf(screen)).toEqual({ status: 'aborted' });
    expect(screen.cursorHidden()).toBe(false);
  });
});

describe('missing inputs at a terminal', () => {
  it('keep their type', async () => {
    expect(await ask({ field: { type: 'integer', minimum: 3, title: 'How many?' } }, ['How many?', `2${ENTER}`], ['2\n>', `\x7f4${ENTER}`])).toEqual({
      status: 'answered',
      value: 4,
    });
    expect(await ask({ field: { type: 'string', default: 'main' } }, ['number (main)', ENTER])).toEqual({ status: 'answered', value: 'main' });
  });
});
