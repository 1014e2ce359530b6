import type { FrozenPlan } from '../core/plan.ts';
import { createClockText } from './clock-text.ts';
import { type Row, layOut } from './layout.ts';
import { applyLine, applyRecord, createModel, openGates, rootOf } from './model.ts';
import { createScreen } from './progress-screen.ts';
import { evidenceLines, summaryLines } from './summary.ts';
import type { View, ViewOptions } from './view.ts';

/** At most five frames a second, and none where nothing changed but the clock, which is shown in seconds. */
const FRAME_MS = 200;
/** log-update needs the line below its last one; one more keeps the shell's own line on the screen. */
const SPARE_ROWS = 2;
const CLEAR_SCREEN = '\x1b[2J\x1b[H';

export interface ProgressOptions extends ViewOptions {
  readonly out: NodeJS.WriteStream;
  readonly plan: FrozenPlan;
  readonly color: boolean;
}

/** The view for a terminal: the tree of steps, redrawn in place. stdout is held back until `pause` or `close`. */
export async function openProgress({ plan, out, now, color, usual }: ProgressOptions): Promise<View> {
  const model = createModel(plan);
  const clock = createClockText(plan.timeZone);
  const screen = createScreen(out, color);
  const rows = (): readonly Row[] => layOut(rootOf(model), { rows: Math.max(1, out.rows - SPARE_ROWS), columns: out.columns, now: now(), clock, usual });
  let drawn: number | undefined;
  const redraw = (): void => void (drawn = undefined);
  const timer = setInterval(() => {
    const second = Math.floor(now() / 1_000);
    if (drawn !== second && screen.draw(rows())) drawn = second;
  }, FRAME_MS).unref();
  const stopResizing = onResize(out, shrunk => {
    redraw();
    if (shrunk) void clearAndReopen(out, screen);
  });
  await screen.open();
  return {
    record: record => {
      applyRecord(model, record);
      redraw();
    },
    line: (path, text) => {
      applyLine(model, path, text);
      redraw();
    },
    pause: () => screen.close(),
    resume: () => {
      redraw();
      void screen.open();
    },
    close: (end, evidence) => {
      clearInterval(timer);
      stopResizing();
      const last = screen.toText(rows());
      screen.close();
      out.write(`${[last, ...(end ? ['', ...summaryLines(end, openGates(model)), ...evidenceLines(evidence)] : [])].join('\n')}\n`);
    },
  };
}

/** In a smaller window the terminal has wrapped or scrolled what was drawn: where it stands now, nobody can tell. */
async function clearAndReopen(out: NodeJS.WriteStream, screen: ReturnType<typeof createScreen>): Promise<void> {
  if (!screen.close()) return;
  out.write(CLEAR_SCREEN);
  await screen.open();
}

function onResize(out: NodeJS.WriteStream, react: (shrunk: boolean) => void): () => void {
  let size = { columns: out.columns, rows: out.rows };
  const listener = (): void => {
    const shrunk = out.columns < size.columns || out.rows < size.rows;
    size = { columns: out.columns, rows: out.rows };
    react(shrunk);
  };
  out.on('resize', listener);
  return () => void out.off('resize', listener);
}
