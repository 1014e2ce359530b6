import { formatDuration } from '../core/duration.ts';
import type { Work } from '../core/events.ts';
import { textOf } from '../core/json.ts';
import { planWords as say } from '../core/messages/plan-words.ts';
import { usually } from '../core/messages/run.ts';
import type { Plan, PlannedStep } from '../core/planning/plan.ts';
import { type ClockText, createClockText } from './clock-text.ts';
import { oneLine, shortLine } from './model.ts';
import { shellQuote } from './summary.ts';

const LONGEST = 100;
/** Of one text that is written out: a message, a description. */
const MOST_LINES = 30;

/** A plan for people: every step to the end, a change marked, what is unknown with its cause. */
export function planLines(plan: Plan, color: boolean, timeZone: string): string[] {
  const clock = createClockText(timeZone);
  const changes = plan.steps.filter(step => step.effect === 'change' || step.effect === 'opaque').length;
  const gates = plan.steps.filter(step => step.gate).length;
  return [
    say.title(plan.runbook, plan.title),
    ...Object.entries(plan.inputs).map(([name, value]) => say.input(name, short(textOf(value)))),
    ...plan.missing.map(name => say.input(name, `‹input ${name}›`)),
    ...plan.targets.map(target => say.target(oneLine(target))),
    ...plan.notes.map(note => say.note(oneLine(note))),
    '',
    ...plan.steps.flatMap((step, index) => [...heading(plan.steps[index - 1], step), ...stepLines(step, color, clock)]),
    '',
    say.total(plan.steps.length, changes, gates, plan.atLeast > 0 ? formatDuration(plan.atLeast) : ''),
    ...(plan.usual ? [say.usual(usually(plan.usual), plan.usual.count)] : []),
    ...(plan.failedReads > 0 ? [say.failedReads(plan.failedReads)] : []),
    say.legend,
  ];
}

function heading(before: PlannedStep | undefined, step: PlannedStep): string[] {
  if (step.list === 'steps' || (before?.list === step.list && before.depth === step.depth)) return [];
  return [`${'  '.repeat(step.depth)}${say.lists[step.list]}`];
}

function stepLines(step: PlannedStep, color: boolean, clock: ClockText): string[] {
  const indent = '  '.repeat(step.depth);
  const mark = step.verdict === 'skips' || step.verdict === 'unreached' ? '-' : step.verdict === 'done' ? '=' : MARKS[step.effect];
  const head = `${indent}${mark} ${oneLine(`${step.name}${verdictOf(step)}`)}  ${dim(oneLine(step.path), color)}`;
  if (step.verdict === 'skips' || step.verdict === 'unreached') return [head];
  return [head, ...details(step, clock).map(line => `${indent}    ${oneLine(line)}`)];
}

function details(step: PlannedStep, clock: ClockText): string[] {
  return [
    ...(step.work ? workLines(step.work) : []),
    ...(step.effects ?? []).map(effect => say.effect(effect.says)),
    ...(step.effects?.length === 0 ? [say.noEffects] : []),
    ...(step.effect === 'opaque' ? [say.opaque] : []),
    ...(step.gate ? gateLines(step.gate) : []),
    ...(step.wait === undefined ? [] : [say.wait(step.wait, step.endsAt === undefined ? '' : clock.stamp(Date.parse(step.endsAt)))]),
    ...(step.poll ? [say.poll(step.poll.until, step.poll.every, step.poll.timeout, step.poll.holds)] : []),
    ...(step.usual && step.usual.median >= 1_000 ? [usually(step.usual)] : []),
    ...(step.repeat ? [say.repeat(step.repeat.while, step.repeat.atMost)] : []),
    ...(step.read ? readLines(step) : []),
    ...(step.problem === undefined ? [] : [say.problem(step.problem)]),
    ...step.notes,
  ];
}

function verdictOf({ verdict, condition, notes }: PlannedStep): string {
  if (verdict === 'skips') return condition ? say.skips(condition.text) : say.skipsBecause(notes.join(', '));
  if (verdict === 'maybe') return say.maybe(condition?.text ?? '', condition?.causes ?? []);
  return say.verdicts[verdict];
}

/** An action with its params, or a command, in lines. */
export function workLines(work: Work): string[] {
  if (work.kind === 'uses') {
    const params = Object.entries(work.with).map(([name, value]) => [name, textOf(value)] as const);
    const [brief, long] = [params.filter(([, text]) => !isLong(text)), params.filter(([, text]) => isLong(text))];
    const first = brief.map(([name, text]) => `${name}: ${text}`).join(', ');
    return [work.action + (first === '' ? '' : `  ${first}`), ...long.flatMap(([name, text]) => writtenOut(`${name}: `, text))];
  }
  if (typeof work.run === 'string')
    return work.run
      .split('\n')
      .filter(line => line.trim() !== '')
      .map(line => `$ ${line}`);
  return [`$ ${work.run.map(shellQuote).join(' ')}`, ...(work.cwd === undefined ? [] : [say.cwd(work.cwd)])];
}

function gateLines(gate: NonNullable<PlannedStep['gate']>): string[] {
  const [first = '', ...rest] = gate.text.split('\n').filter(line => line.trim() !== '');
  const fields = Object.entries(gate.fields ?? {}).map(([name, field]) => `${name}: ${field.title ?? field.description ?? field.type}`);
  return [say.gate(gate.kind, gate.by ?? [], first), ...rest, ...fields, ...gate.show.flatMap(text => writtenOut('', text))];
}

function readLines({ read, today, verdict, effect }: PlannedStep): string[] {
  if (!read) return [];
  // Before its time a change may be refused by what only the steps before it bring about.
  if (read.status === 'failed') return [effect === 'change' && (today || verdict === 'maybe') ? say.notToday(read.message) : say.readFailed(read.message)];
  const outputs = Object.entries(read.outputs).filter(([name]) => name !== 'stderr');
  const shown = outputs.slice(0, 8).map(([name, value]) => `${name}: ${short(textOf(value), 60)}`);
  return [say.read(read.status, shown.join(', '))];
}

function isLong(text: string): boolean {
  return text.length > LONGEST || text.includes('\n');
}

/** What others will read is read whole by whoever approves it: line by line; the later ones are marked, so that none can pass for a line of the plan. */
function writtenOut(label: string, text: string): string[] {
  const lines = text.split('\n').filter(line => line.trim() !== '');
  const [first = '', ...rest] = lines.slice(0, MOST_LINES);
  return [label + first, ...rest.map(line => `| ${line}`), ...(lines.length > MOST_LINES ? [`| ${say.moreLines(lines.length - MOST_LINES)}`] : [])];
}

function short(text: string, limit = LONGEST): string {
  return shortLine(text, limit);
}

function dim(text: string, color: boolean): string {
  return color ? `\x1b[2m${text}\x1b[22m` : `(${text})`;
}

const MARKS = { none: ' ', read: '?', change: '!', opaque: '!' } as const;
