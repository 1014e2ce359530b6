import { type Json, type JsonObject, isJsonObject, textOf } from '../../core/json.ts';
import { readingWords as say } from '../../core/messages/reading.ts';
import { type StaticStep } from '../../core/program.ts';
import { actionOf, connectionOf, paramsOf } from '../../core/resolve-work.ts';
import type { ReadingStep, Step } from '../../core/runbook.ts';
import { type Block, type Span, type Spans, code, paragraph, text } from '../document.ts';
import { shellQuote } from '../summary.ts';
import { fillPlaceholders } from './placeholders.ts';
import type { Reading } from './reading.ts';

/** What a step, or the look of its check or verify, does: the action and its params, or the command. */
export function workBlocks(reading: Reading, entry: StaticStep, step: Step | ReadingStep): readonly Block[] {
  if (step.uses !== undefined) return useBlocks(reading, entry, step, step.uses);
  return step.run === undefined ? [] : commandBlocks(reading, step, step.run);
}

function useBlocks(reading: Reading, entry: StaticStep, step: Step | ReadingStep, uses: string): readonly Block[] {
  const { effect, needsConnection } = actionOf(reading.program, uses);
  const over: Spans = needsConnection ? [text(say.over), code(connectionOf(reading.program, entry, step) ?? '')] : [];
  const does: Span = effect === 'read' ? text(say.reads) : { type: 'mark', tone: 'careful', text: say.changesIt };
  const summary = reading.summaryOf(uses)?.replace(/\.$/, '');
  const about: Spans = summary === undefined ? [] : [text(`${say.between}${summary}`)];
  return [paragraph(does, text(say.between), code(uses), ...over, ...about), ...paramBlocks(paramsOf(reading.program, entry, step))];
}

/** Names and values; what has several lines stands by itself. */
export function paramBlocks(params: JsonObject): readonly Block[] {
  const rows = flatten(params, '');
  if (rows.length === 0) return [];
  const items = rows.map(([name, value]): readonly Block[] => {
    const filled = fillPlaceholders(value);
    if (!filled.includes('\n')) return [paragraph(code(name), text(': '), code(filled))];
    return [paragraph(code(name), text(':')), { type: 'code', text: filled }];
  });
  return [{ type: 'list', items }];
}

/** `{fields: {rc: 1}}` is `fields.rc: 1`. */
function flatten(value: JsonObject, prefix: string): readonly (readonly [string, Json])[] {
  return Object.entries(value).flatMap(([key, inner]): readonly (readonly [string, Json])[] => {
    const name = prefix + key;
    if (isJsonObject(inner) && Object.keys(inner).length > 0) return flatten(inner, `${name}.`);
    if (!Array.isArray(inner) || inner.some(item => typeof item === 'object')) return [[name, inner]];
    return [[name, inner.map(item => textOf(item as Json)).join(', ')]];
  });
}

function commandBlocks(reading: Reading, step: Step | ReadingStep, run: string | readonly string[]): readonly Block[] {
  const effect = 'effect' in step && step.effect !== undefined ? step.effect : 'opaque';
  const isLook = !('id' in step) || effect === 'read';
  const env = Object.entries(step.env ?? {});
  const values: Spans = env.flatMap(([name, value], index): Spans => [text(index === 0 ? '' : ', '), code(`${name}=${fillPlaceholders(value)}`)]);
  const codes = step['exit-codes'];
  return [
    paragraph(text(say.run[isLook ? 'read' : effect])),
    { type: 'code', language: 'sh', text: commandText(reading, step, run) },
    ...(values.length > 0 ? [paragraph(text(say.where), ...values)] : []),
    ...(codes === undefined ? [] : [paragraph(text(say.exitCodes(codes)))]),
    ...('interactive' in step && step.interactive ? [paragraph(text(say.terminal))] : []),
  ];
}

/** As one would type it: the folder first, the connection's wrapper before it. */
function commandText({ program }: Reading, step: Step | ReadingStep, run: string | readonly string[]): string {
  const wrap = (step.connection === undefined ? undefined : program.plan.config.connections[step.connection])?.wrap ?? [];
  const line = typeof run === 'string' ? run.trimEnd() : [...wrap, ...run].map(word => quoted(fillPlaceholders(word))).join(' ');
  return step.cwd === undefined ? line : `cd ${quoted(fillPlaceholders(step.cwd))}\n${line}`;
}

/** A placeholder needs no quotes in a text for people. */
function quoted(word: string): string {
  return /^[\w@%+=:,./‹›-]+$/.test(word) ? word : shellQuote(word);
}
