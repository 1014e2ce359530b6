/** The only import of listr2: its renderer puts rows on the terminal. Which rows, and when, is decided by the progress view. */
import { styleText } from 'node:util';
import {
  DefaultRenderer,
  Listr,
  type ListrDefaultRendererOptions,
  type ListrDefaultRendererTask,
  ListrEventManager,
  type ListrDefaultRendererLogLevels,
  ListrLogger,
  ListrTaskState,
  ProcessOutput,
  figures,
  isUnicodeSupported,
} from 'listr2';
import { holdTerminal } from './held-terminal.ts';
import type { Row } from './layout.ts';

/** The part of the terminal that is redrawn. While it is open, stdout and stderr are held back and the cursor is hidden. */
export interface Screen {
  open(): Promise<void>;
  /** False where the screen is not open (yet). */
  draw(rows: readonly Row[]): boolean;
  /** The same rows as text, for after the end. */
  toText(rows: readonly Row[]): string;
  /** Takes away what was drawn, shows the cursor, and prints what others wrote meanwhile. False where it was closed already. */
  close(): boolean;
}

export function createScreen(out: NodeJS.WriteStream, color: boolean): Screen {
  const logger = new ListrLogger<ListrDefaultRendererLogLevels>({ processOutput: new ProcessOutput(out, process.stderr) });
  const tasks: ListrDefaultRendererTask[] = [];
  const known = new Map<string, ListrDefaultRendererTask>();
  const renderer = new DefaultRenderer(tasks, { ...rendererOptions(color), logger }, new ListrEventManager());
  const fill = (rows: readonly Row[]): void => void tasks.splice(0, tasks.length, ...rows.map(row => toTask(row, known, color)));
  let isOpen = false;
  let isWanted = false;
  let opening: Promise<void> | undefined;
  let letGo: (() => void) | undefined;
  const start = async (): Promise<void> => {
    await renderer.render();
    letGo = holdTerminal(() => {
      isOpen = false;
      renderer.end();
    });
    isOpen = true;
    opening = undefined;
    // Closed while it was opening: listr2 cannot be stopped half way.
    if (!isWanted) letGo();
  };
  return {
    open: async () => {
      isWanted = true;
      if (!isOpen) await (opening ??= start());
    },
    draw: rows => {
      if (!isOpen) return false;
      fill(rows);
      renderer.update();
      return true;
    },
    toText: rows => {
      fill(rows);
      return renderer.create();
    },
    close: () => {
      const before = isWanted;
      isWanted = false;
      if (isOpen) letGo?.();
      return before;
    },
  };
}

/** listr2's states, used for how they look: a fold and a warning have no state of their own there. */
const STATES: Readonly<Record<Row['status'], ListrTaskState>> = {
  pending: ListrTaskState.WAITING,
  running: ListrTaskState.STARTED,
  waiting: ListrTaskState.PAUSED,
  succeeded: ListrTaskState.COMPLETED,
  skipped: ListrTaskState.SKIPPED,
  failed: ListrTaskState.FAILED,
  unknown: ListrTaskState.RETRY,
  cancelled: ListrTaskState.CANCELLED,
  warned: ListrTaskState.ROLLING_BACK,
  fold: ListrTaskState.ROLLED_BACK,
};

function rendererOptions(color: boolean): ListrDefaultRendererOptions {
  const paint = painter(color);
  return {
    // No spinner of its own, and no refresh but ours.
    lazy: true,
    clearOutput: true,
    formatOutput: 'truncate',
    collapseErrors: false,
    showErrorMessage: false,
    suffixRetries: false,
    pausedTimer: { condition: false, field: '' },
    icon: {
      ...(isUnicodeSupported() ? { WAITING: '·', PAUSED: '◷' } : { WAITING: '.', PAUSED: 'o' }),
      ROLLED_BACK: ' ',
      FAILED_WITH_SUBTASKS: figures.cross,
      RETRY: '?',
    },
    color: {
      PENDING: paint('cyan'),
      COMPLETED: paint('green'),
      COMPLETED_WITH_FAILED_SUBTASKS: paint('yellow'),
      SKIPPED_WITH_COLLAPSE: paint('dim'),
      FAILED: paint('red'),
      FAILED_WITH_SUBTASKS: paint('red'),
      CANCELLED: paint('red'),
      WAITING: paint('dim'),
      PAUSED: paint('yellow'),
      RETRY: paint('red'),
      ROLLING_BACK: paint('yellow'),
      ROLLED_BACK: paint('dim'),
    },
  };
}

function painter(color: boolean): (format: Parameters<typeof styleText>[0]) => (text?: string | number) => string {
  return format => text => (color ? styleText(format, String(text ?? ''), { validateStream: false }) : String(text ?? ''));
}

/** The task of a row, made when the row is first shown and kept: listr2 knows tasks by identity. */
function toTask(row: Row, known: Map<string, ListrDefaultRendererTask>, color: boolean): ListrDefaultRendererTask {
  const task = known.get(row.key) ?? createTask();
  known.set(row.key, task);
  const dim = painter(color)('dim');
  const title = row.status === 'pending' || row.status === 'fold' || row.status === 'skipped' ? dim(row.title) : row.title;
  task.title$ = [title, ...row.lines.map(dim)].join('\n');
  const state = row.children.length > 0 && row.status === 'waiting' ? ListrTaskState.STARTED : STATES[row.status];
  if (task.state !== state) task.state$ = state;
  task.subtasks = row.children.map(child => toTask(child, known, color));
  return task;
}

const LIST_OPTIONS = { renderer: 'default', fallbackRenderer: 'default', exitOnError: false, registerSignalListeners: false } as const;

function createTask(): ListrDefaultRendererTask {
  const list = new Listr<undefined, 'default', 'default'>([{ title: 'step', task: () => undefined }], LIST_OPTIONS);
  const [task] = list.tasks;
  if (!task) throw new Error('listr2 made no task');
  // What `check()` would set, but a moment too late for the frame that is being drawn.
  Reflect.set(task, 'enabled', true);
  return task;
}
