import { readingWords as say, duration } from '../../core/messages/reading.ts';
import { type StaticStep, childrenOf, stepName } from '../../core/program.ts';
import type { Step } from '../../core/runbook.ts';
import { type Block, type Spans, code, paragraph, strong, text } from '../document.ts';
import { authoredBlocks, authoredSpans } from './authored.ts';
import { conditionSpans, shortExpression } from './condition.ts';
import { gateBlocks, pollBlock, waitBlocks } from './gate-blocks.ts';
import { fillPlaceholders } from './placeholders.ts';
import type { Reading } from './reading.ts';
import { paramBlocks, workBlocks } from './work-blocks.ts';

/** The steps of a list in their order, each with its number and all that is inside it. */
export function listBlocks(reading: Reading, steps: readonly StaticStep[], prefix: string, level: number): readonly Block[] {
  return steps.flatMap((entry, index) => stepBlocks(reading, entry, `${prefix}${index + 1}`, level));
}

function stepBlocks(reading: Reading, entry: StaticStep, number: string, level: number): readonly Block[] {
  const { step, path } = entry;
  return [
    {
      type: 'heading',
      level: toLevel(level),
      id: anchorOf(reading.prefix + path),
      spans: [text(`${number}. ${fillPlaceholders(stepName(step))} `), code(step.id)],
    },
    ...reading.happened(path),
    ...whenBlocks(step),
    ...(step.description === undefined ? [] : authoredBlocks(fillPlaceholders(step.description))),
    ...(step.foreach === undefined ? [] : [forEachBlock(step)]),
    ...doneBlocks(reading, entry),
    ...workBlocks(reading, entry, step),
    ...handBlocks(step),
    ...gateBlocks(step),
    ...otherBlocks(step),
    ...waitBlocks(step),
    ...(step.until === undefined ? [] : [pollBlock({ until: step.until, every: step.every ?? '30s', timeout: step.timeout })]),
    ...insideBlocks(reading, entry, number, level),
    ...verifyBlocks(reading, entry),
    ...afterBlocks(reading, entry, number, level),
  ];
}

function toLevel(level: number): 3 | 4 | 5 | 6 {
  return level >= 6 ? 6 : level === 5 ? 5 : level === 4 ? 4 : 3;
}

/** Where a link to a step leads. */
export function anchorOf(path: string): string {
  return `step-${path.replaceAll('/', '-')}`;
}

function whenBlocks(step: Step): readonly Block[] {
  return step.if === undefined ? [] : [paragraph(strong(text(say.onlyIf)), ...conditionSpans(step.if), text('.'))];
}

function forEachBlock({ foreach = '', as }: Step): Block {
  return paragraph(text(say.forEach), code(shortExpression(foreach)), text(`${as === undefined ? '' : say.forEachAs(as)}.`));
}

function doneBlocks(reading: Reading, entry: StaticStep): readonly Block[] {
  const { check } = entry.step;
  if (check === undefined) return [];
  if (typeof check === 'string') return [paragraph(text(say.skipDone), ...conditionSpans(check), text('.'))];
  const verdict: readonly Block[] = check.verify === undefined ? [] : [paragraph(text(say.skipDone), ...conditionSpans(check.verify), text('.'))];
  return [paragraph(text(say.skipDoneWith)), ...workBlocks(reading, entry, check), ...verdict];
}

/** What a person does where the action's connection does not exist. */
function handBlocks({ uses, manual }: Step): readonly Block[] {
  if (uses === undefined || manual === undefined) return [];
  return [{ type: 'note', tone: 'plain', blocks: [paragraph(text(say.handInstead)), ...authoredBlocks(fillPlaceholders(manual))] }];
}

function otherBlocks({ stop, freeze, unfreeze }: Step): readonly Block[] {
  if (stop) return [paragraph(strong(text(say.stop[stop.as])), ...authoredSpans(fillPlaceholders(stop.reason)))];
  const changed = freeze ?? unfreeze;
  if (!changed) return [];
  const until = freeze?.until === undefined ? '' : say.freezeUntil + fillPlaceholders(freeze.until);
  const why = changed.reason === undefined ? [] : [text(say.because), ...authoredSpans(fillPlaceholders(changed.reason))];
  const target = changed.target === undefined ? text(say.ownTarget) : code(fillPlaceholders(changed.target));
  return [paragraph(strong(text(freeze ? say.freeze : say.unfreeze), target), text(until), ...why)];
}

/** A group, branches side by side, or a nested runbook: written out where it stands first. */
function insideBlocks(reading: Reading, entry: StaticStep, number: string, level: number): readonly Block[] {
  const { step, path } = entry;
  const around = [
    ...(step.repeat ? [paragraph(text(say.repeat), ...conditionSpans(step.repeat.while), text(say.repeatMost(step.repeat['at-most'])))] : []),
    ...(step['no-stop'] === undefined ? [] : [paragraph(text(say.noStop), ...authoredSpans(step['no-stop']))]),
    ...(step.parallel ? [paragraph(text(say.together))] : []),
  ];
  if (step.runbook === undefined) return [...around, ...listBlocks(reading, childrenOf(reading.program, path, 'steps'), `${number}.`, level + 1)];
  return [...around, ...nestedBlocks(reading, entry, number, level)];
}

function nestedBlocks(reading: Reading, { step, path }: StaticStep, number: string, level: number): readonly Block[] {
  const { runbook = '' } = step;
  const document = reading.program.plan.runbooks[runbook]?.document;
  const isKnown = !reading.isRun && reading.written.has(runbook);
  reading.written.add(runbook);
  const call = paragraph(text(say.runs), strong(text(document?.title ?? runbook)), text(' ('), code(runbook), text(isKnown ? `), ${say.asAbove}.` : ').'));
  if (isKnown) return [call, ...paramBlocks(step.with ?? {})];
  return [
    call,
    ...paramBlocks(step.with ?? {}),
    ...(document?.description === undefined ? [] : authoredBlocks(document.description)),
    ...listBlocks(reading, childrenOf(reading.program, path, 'steps'), `${number}.`, level + 1),
    ...sectionBlocks(reading, path, number, level + 1),
  ];
}

/** `on-failure` and `finally` of a runbook that stands at a path. */
export function sectionBlocks(reading: Reading, path: string, number: string, level: number): readonly Block[] {
  return (['on-failure', 'finally'] as const).flatMap((list): readonly Block[] => {
    const steps = childrenOf(reading.program, path, list);
    if (steps.length === 0) return [];
    const title = list === 'finally' ? say.finally : say.onFailure;
    const mark = list === 'finally' ? 'Z' : 'F';
    const heading: Block = level <= 2 ? { type: 'heading', level: 2, spans: [text(title)] } : { type: 'paragraph', spans: [strong(text(`${title}:`))] };
    return [heading, ...listBlocks(reading, steps, `${number}${number === '' ? '' : '.'}${mark}`, Math.max(3, level))];
  });
}

function verifyBlocks(reading: Reading, entry: StaticStep): readonly Block[] {
  const { verify, message, override, timeout } = entry.step;
  const never = override === 'never' ? [paragraph(text(say.never))] : [];
  const otherwise: Spans = message === undefined ? [] : [text(say.ifNot), ...authoredSpans(fillPlaceholders(message))];
  if (verify === undefined)
    return message === undefined
      ? []
      : [paragraph(strong(text(timeout === undefined ? say.whenFails : say.whenLate)), ...authoredSpans(fillPlaceholders(message)))];
  if (typeof verify === 'string') return [paragraph(strong(text(say.then)), ...conditionSpans(verify), text('.'), ...otherwise), ...never];
  if (!Array.isArray(verify)) return [...lookBlocks(reading, entry, otherwise), ...never];
  const guards = (verify as readonly { readonly that: string; readonly message: string }[]).map((guard): readonly Block[] => [
    paragraph(...conditionSpans(guard.that), text('.'), text(say.ifNot), ...authoredSpans(fillPlaceholders(guard.message))),
  ]);
  return [paragraph(strong(text(say.then.trimEnd())), text(':')), { type: 'list', items: guards }, ...never];
}

function lookBlocks(reading: Reading, entry: StaticStep, otherwise: Spans): readonly Block[] {
  const { verify } = entry.step;
  if (typeof verify !== 'object' || !('uses' in verify || 'run' in verify)) return [];
  const holds: Spans = verify.verify === undefined ? [] : [strong(text(say.then)), ...conditionSpans(verify.verify), text('.')];
  const end = holds.length + otherwise.length > 0 ? [paragraph(...holds, ...otherwise)] : [];
  return [paragraph(strong(text(say.thenLook))), ...workBlocks(reading, entry, verify), ...end];
}

/** Retries, time, what it notes, and what a failure leads to. */
function afterBlocks(reading: Reading, entry: StaticStep, number: string, level: number): readonly Block[] {
  const { step, path, kind } = entry;
  const isGate = kind === 'confirm' || kind === 'approve' || kind === 'manual' || kind === 'ask';
  const time = step.timeout !== undefined && step.until === undefined && !isGate;
  const notes = Object.entries(step.outputs ?? {}).flatMap(
    ([name, from], index): Spans => [text(index === 0 ? '' : ', '), code(name), text(say.from), code(shortExpression(from)), text(')')],
  );
  const failure = step['on-failure'];
  const handler = childrenOf(reading.program, path, 'handler');
  return [
    ...(step.retry ? [paragraph(text(say.retry(step.retry.attempts, step.retry.delay)))] : []),
    ...(time ? [paragraph(text(`${say.atMost}${duration(fillPlaceholders(step.timeout ?? ''))}.`))] : []),
    ...(notes.length > 0 ? [paragraph(text(say.keeps), ...notes, text('.'))] : []),
    ...(failure === 'warn' ? [paragraph(text(say.warn))] : []),
    ...(failure === 'rollback' ? [paragraph(strong(text(say.rollBack)))] : []),
    ...(handler.length > 0 ? [paragraph(strong(text(say.handler))), ...listBlocks(reading, handler, `${number}.F`, level + 1)] : []),
  ];
}
