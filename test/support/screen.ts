import { spawn } from '@lydell/node-pty';
import xterm from '@xterm/headless';

/** A program in a real pseudo-terminal, and the screen that a person would see. */
export interface PtyScreen {
  /** The visible lines, without trailing spaces. */
  lines(): readonly string[];
  /** All lines that were ever written and still stand in the scrollback or on the screen. */
  history(): readonly string[];
  /** How many lines have left the screen at the top so far. */
  scrolled(): number;
  /** Everything that the program wrote, raw. */
  raw(): string;
  cursorHidden(): boolean;
  until(holds: (screen: string) => boolean): Promise<void>;
  signal(name: NodeJS.Signals): void;
  type(text: string): void;
  resize(columns: number, rows: number): void;
  /** Exit code, after all output has arrived. */
  readonly exited: Promise<number>;
}

export interface PtyOptions {
  readonly argv: readonly [string, ...string[]];
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  readonly columns?: number;
  readonly rows?: number;
}

export function openPty({ argv: [file, ...args], env = {}, cwd, columns = 80, rows = 24 }: PtyOptions): PtyScreen {
  const terminal = new xterm.Terminal({ cols: columns, rows, scrollback: 10_000, allowProposedApi: true });
  const inherited = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(?:CI|NO_COLOR|FORCE_COLOR)$/.test(name)));
  const child = spawn(file, args, {
    cols: columns,
    rows,
    name: env['TERM'] ?? 'xterm-256color',
    env: { ...inherited, ...env },
    ...(cwd === undefined ? {} : { cwd }),
  });
  let raw = '';
  const waiting = new Set<() => void>();
  const changed = (): void => waiting.forEach(look => look());
  child.onData(data => {
    raw += data;
    terminal.write(data, changed);
  });
  const exited = new Promise<number>(resolve => child.onExit(({ exitCode }) => terminal.write('', () => resolve(exitCode))));
  const all = (): string[] => {
    const { active } = terminal.buffer;
    return Array.from({ length: active.length }, (_, row) => active.getLine(row)?.translateToString(true) ?? '');
  };
  const lines = (): string[] => all().slice(terminal.buffer.active.baseY);
  return {
    lines,
    history: all,
    scrolled: () => terminal.buffer.active.baseY,
    raw: () => raw,
    cursorHidden: () => raw.lastIndexOf('\x1b[?25l') > raw.lastIndexOf('\x1b[?25h'),
    until: holds =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          if (!holds(lines().join('\n'))) return;
          waiting.delete(look);
          resolve();
        };
        waiting.add(look);
        look();
        void exited.then(() => {
          look();
          if (waiting.has(look)) reject(new Error(`the program ended before the screen showed it:\n${all().join('\n')}`));
        });
      }),
    signal: name => child.kill(name),
    type: text => child.write(text),
    resize: (width, height) => {
      terminal.resize(width, height);
      child.resize(width, height);
    },
    exited,
  };
}
