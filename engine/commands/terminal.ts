import { toJsonLine } from '../core/json-line.ts';
import { cleanText } from '../core/text.ts';

/** The two streams and what is known about who reads them. */
export interface Terminal {
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
  /** A person may be asked: stdin and stdout are terminals, and no CI. */
  readonly canAsk: boolean;
  /** The screen may be redrawn: stdout is a terminal that understands cursor moves, and no CI. */
  readonly canRedraw: boolean;
  readonly isTty: boolean;
  readonly color: boolean;
  /** Columns of stdout; without end where there is no terminal: nothing is cut for a program. */
  width(): number;
  /** One line, or several, to stdout. Control sequences are taken out, except the engine's own colours. */
  print(text: string): void;
  /** One JSON value, on one line. */
  printJson(value: unknown): void;
  /** Calls the person back to the screen; nothing where nobody can be asked. */
  bell(): void;
  /** To stderr. */
  error(text: string): void;
}

export interface TerminalFacts {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdin: { readonly isTTY?: boolean };
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
  /** `--no-color` or `--json` was given. */
  readonly plain: boolean;
}

export function createTerminal(facts: TerminalFacts): Terminal {
  const { env, stdin, stdout, stderr } = facts;
  const color = !facts.plain && hasColor(stdout.isTTY, env);
  const clean = color ? keepColor : cleanText;
  const screen = stdout.isTTY && env['TERM'] !== 'dumb' && !isSet(env['CI']);
  return {
    stdout,
    stderr,
    canAsk: stdin.isTTY === true && screen,
    canRedraw: screen,
    isTty: stdout.isTTY,
    color,
    width: () => (stdout.isTTY ? stdout.columns : Number.POSITIVE_INFINITY),
    print: text => void stdout.write(`${clean(text)}\n`),
    printJson: value => void stdout.write(`${toJsonLine(value)}\n`),
    bell: () => void (stdin.isTTY === true && screen && stdout.write('\x07')),
    error: text => void stderr.write(`${clean(text)}\n`),
  };
}

/** no-color.org and force-color.org: NO_COLOR wins over all but FORCE_COLOR; then a terminal that is not dumb. */
function hasColor(isTty: boolean, env: TerminalFacts['env']): boolean {
  const forced = env['FORCE_COLOR'];
  if (forced !== undefined && forced !== '') return forced !== '0' && forced !== 'false';
  if (env['NO_COLOR'] !== undefined && env['NO_COLOR'] !== '') return false;
  return isTty && env['TERM'] !== 'dumb';
}

function isSet(value: string | undefined): boolean {
  return value !== undefined && value !== '' && value !== '0' && value !== 'false';
}

/** Cleans everything but plain colours (SGR), which the engine itself writes. */
function keepColor(text: string): string {
  return text
    .split(SGR)
    .map((part, index) => (index % 2 === 0 ? cleanText(part) : part))
    .join('');
}

const SGR = /(\x1b\[[0-9;]*m)/;
