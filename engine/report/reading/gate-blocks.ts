import { type Json, textOf } from '../../core/json.ts';
import { readingWords as say, duration } from '../../core/messages/reading.ts';
import type { FieldSchema, Step } from '../../core/runbook.ts';
import { type Block, type Spans, code, paragraph, strong, text } from '../document.ts';
import { authoredBlocks, authoredSpans } from './authored.ts';
import { conditionSpans, shortExpression } from './condition.ts';
import { fillPlaceholders } from './placeholders.ts';

/** What a person is asked at a step, what is shown with it, and who may answer. */
export function gateBlocks(step: Step): readonly Block[] {
  const asked = questionBlocks(step);
  if (asked.length === 0) return [];
  const shown = (step.show ?? []).map(one => authoredBlocks(fillPlaceholders(one)));
  return [
    ...asked,
    ...(shown.length > 0 ? [paragraph(text(say.shown)), { type: 'list', items: shown } as const] : []),
    ...(step.timeout === undefined ? [] : [paragraph(text(say.gateTime(fillPlaceholders(step.timeout))))]),
  ];
}

function questionBlocks(step: Step): readonly Block[] {
  const { confirm, approve, manual, ask } = step;
  if (confirm !== undefined) return [paragraph(strong(text(say.asks)), ...authoredSpans(fillPlaceholders(confirm)))];
  if (approve) return [paragraph(strong(text(say.approve(approve.by, approve.min ?? 1, approve['not-starter'] ?? false))))];
  if (ask) return [paragraph(strong(text(say.answer))), fieldTable(ask, say.questionHead)];
  return manual === undefined || step.uses !== undefined ? [] : [paragraph(strong(text(say.byPerson))), ...authoredBlocks(fillPlaceholders(manual))];
}

/** What a person gives: the question, its name, and what fits. */
function fieldTable(fields: Readonly<Record<string, FieldSchema>>, head: readonly string[]): Block {
  const rows = Object.entries(fields).map(([name, field]): readonly Spans[] => [
    authoredSpans(fillPlaceholders(field.title ?? field.description ?? name)),
    [code(name)],
    fieldValue(field),
  ]);
  return { type: 'table', head, rows };
}

/** `required, one of full, patch`; `default 2026-03-10`. */
export function fieldValue(field: FieldSchema): Spans {
  const { type, format, enum: choices, options, pattern, minimum, maximum, default: preset } = field;
  const range = [minimum === undefined ? '' : `≥ ${minimum}`, maximum === undefined ? '' : `≤ ${maximum}`].filter(Boolean).join(', ');
  const kind = choices ? say.oneOf(choices.map(textOf)) : (format ?? say.types[type]);
  return [
    text(kind),
    ...(range === '' ? [] : [text(` ${range}`)]),
    ...(pattern === undefined ? [] : [text(say.pattern), code(pattern)]),
    ...(options === undefined ? [] : [text(`, ${say.fromList}`), code(shortExpression(options))]),
    ...presetOf(preset),
  ];
}

function presetOf(preset: Json | undefined): Spans {
  if (preset === undefined) return [text(`, ${say.required}`)];
  return preset === null ? [text(`, ${say.optional}`)] : [text(`, ${say.standard}`), code(fillPlaceholders(preset))];
}

/** A wait for time, or for a condition. */
export function waitBlocks({ wait }: Step): readonly Block[] {
  if (wait === undefined) return [];
  if (typeof wait === 'string') return [paragraph(strong(text(say.wait + duration(fillPlaceholders(wait)))), text('.'))];
  return [pollBlock(wait)];
}

export function pollBlock({ until, every, timeout }: { readonly until: string; readonly every: string; readonly timeout?: string | undefined }): Block {
  const end = timeout === undefined ? '' : say.giveUp + duration(fillPlaceholders(timeout));
  return paragraph(strong(text(say.lookUntil + duration(every) + say.until)), ...conditionSpans(until), text(`${end}.`));
}
