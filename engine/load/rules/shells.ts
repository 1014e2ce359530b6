import { isJsonObject, type Json } from '../../core/json.ts';
import { ruleMessages as say } from '../../core/messages/rules.ts';
import type { RuleSubject } from '../check-rules.ts';
import type { Finding, Path } from '../finding.ts';

/**
 * A template in a text that a shell reads is code injection: a value such as `$(rm -rf ~)` or `'; x` is run.
 * Values reach a script as variables or as arguments behind it.
 */
export function checkShells({ steps, document }: RuleSubject): readonly Finding[] {
  const found = steps.flatMap(({ step, path }) => {
    const places = [[step.run, [...path, 'run']] as const, ...['check', 'verify'].map(key => [readingRun(step[key]), [...path, key, 'run']] as const)];
    return places.flatMap(([run, at]) => checkCommand(run, at));
  });
  return found.filter(({ code, name }) => code !== 'template-over-ssh' || !isHarmless(name, document.inputs)).map(({ name: _, ...finding }) => finding);
}

/** A finding, and the path in its template. */
type ShellFinding = Finding & { readonly name: string };

function readingRun(reading: Json | undefined): Json | undefined {
  return isJsonObject(reading) ? reading.run : undefined;
}

function checkCommand(run: Json | undefined, path: Path): readonly ShellFinding[] {
  if (typeof run === 'string') return templatesIn(run).map(found => inShell(found, path));
  if (!Array.isArray(run)) return [];
  const argv = (run as readonly Json[]).map(argument => (typeof argument === 'string' ? argument : ''));
  return [
    ...scriptsIn(argv).flatMap(index => templatesIn(argv[index] ?? '').map(found => inShell(found, [...path, index]))),
    ...remoteArguments(argv).flatMap(index => templatesIn(argv[index] ?? '').map(found => overSsh(found, [...path, index]))),
  ];
}

const SHELLS = new Set(['sh', 'bash', 'dash', 'zsh', 'ksh', 'ash', 'fish', 'su']);

/**
 * Positions of scripts that a shell called in list form reads: what follows its `-c`, wherever the shell stands
 * (`env`, `sudo`, `aws-vault exec x --`, `docker exec`), and what `eval` reads.
 */
function scriptsIn(argv: readonly string[]): readonly number[] {
  const shell = argv.findIndex(argument => SHELLS.has(baseName(argument)));
  if (shell < 0) return [];
  const flag = argv.findIndex((argument, index) => index > shell && /^(-[a-zA-Z]*c[a-zA-Z]*|--command)$/.test(argument));
  if (flag < 0) return [];
  const script = argv.findIndex((argument, index) => index > flag && !/^[-+]/.test(argument) && !isOptionName(argv[index - 1]));
  return script < 0 ? [] : [script];
}

/** `-o pipefail`: the word after it is no script. */
function isOptionName(before: string | undefined): boolean {
  return before !== undefined && /^[-+][a-zA-Z]*[oO]$/.test(before);
}

/** Positions of the words that ssh sends to the shell at the other end: all behind the host. */
function remoteArguments(argv: readonly string[]): readonly number[] {
  const ssh = argv.findIndex(argument => baseName(argument) === 'ssh');
  if (ssh < 0) return [];
  let host = ssh + 1;
  while (argv[host]?.startsWith('-')) host += /^-[bcDEeFIiJLlmOopQRSWw]$/.test(argv[host] ?? '') ? 2 : 1;
  return [...argv.keys()].filter(index => index > host);
}

function baseName(argument: string): string {
  return argument.slice(argument.lastIndexOf('/') + 1);
}

interface FoundTemplate {
  readonly offset: number;
  readonly length: number;
  readonly path: string;
}

function templatesIn(text: string): readonly FoundTemplate[] {
  return [...text.matchAll(/(?<!\\)\{\{\s*(.*?)\s*\}\}/gs)].map(match => ({ offset: match.index, length: match[0].length, path: match[1] ?? '' }));
}

function inShell({ offset, length, path: name }: FoundTemplate, path: Path): ShellFinding {
  return { name, code: 'template-in-shell', path, offset, length, ...say.templateInShell(name, variableFor(name)) };
}

function overSsh({ offset, length, path: name }: FoundTemplate, path: Path): ShellFinding {
  return { name, code: 'template-over-ssh', path, offset, length, severity: 'warning', ...say.templateOverSsh(name) };
}

/** An input whose values no shell can take for anything but a word. */
function isHarmless(path: string, inputs: Json | undefined): boolean {
  const [root, name = '', ...deeper] = path.split('.');
  const field = root === 'inputs' && deeper.length === 0 && isJsonObject(inputs) && Object.hasOwn(inputs, name) ? inputs[name] : undefined;
  if (!isJsonObject(field)) return false;
  const { type, pattern, enum: choices, format } = field;
  if (Array.isArray(choices)) return choices.every(choice => /^[\w@%+=:,./-]+$/.test(String(choice)));
  if (type === 'integer' || type === 'number' || type === 'boolean' || format !== undefined) return true;
  return typeof pattern === 'string' && PLAIN_WORD.test(pattern);
}

/** A pattern from `^` to `$` of plain characters, classes of them, groups and repetitions: `^[a-z][a-z0-9.-]*$`. */
const PLAIN_WORD = /^\^(?:\[[\w@%+=:,./-]+\]|\\[dw./-]|[\w@%=:,/-]|[()?*+]|\{\d+(?:,\d*)?\})+\$$/;

/** `inputs.merge_sha` -> `MERGE_SHA` */
function variableFor(path: string): string {
  const last = path.split(/[^A-Za-z0-9_]+/).findLast(part => /^[A-Za-z_]/.test(part));
  return (last ?? 'VALUE').toUpperCase();
}
