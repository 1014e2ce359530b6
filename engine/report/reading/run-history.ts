import type { JournalRecord } from '../../core/events.ts';
import { type Json, type JsonObject, textOf } from '../../core/json.ts';
import { historyWords as say } from '../../core/messages/reading.ts';
import { ROOT, staticPath } from '../../core/paths.ts';
import type { RunSnapshot } from '../../core/ports.ts';
import type { GateState, NodeState } from '../../core/state.ts';
import { createClockText } from '../clock-text.ts';
import { type Block, type Spans, code, paragraph, strong, text } from '../document.ts';
import { TONES, mark } from '../status-mark.ts';
import { rollbackCommand } from '../summary.ts';
import { authoredBlocks, authoredSpans } from './authored.ts';
import { anchorOf } from './step-blocks.ts';

export interface RunHistory {
  readonly summary: readonly Block[];
  /** By static path: every instance of the step in the order in which they began. */
  at(path: string): readonly Block[];
}

/** What happened in a run, from its state and its journal. */
export function runHistory(snapshot: RunSnapshot, records: readonly JournalRecord[]): RunHistory {
  const { stamp } = createClockText(snapshot.plan.timeZone);
  const nodes = Map.groupBy(
    snapshot.nodes.filter(({ path }) => path !== ROOT),
    ({ path }) => staticPath(path),
  );
  return {
    summary: summaryBlocks(snapshot, stamp),
    at: path => {
      const found = (nodes.get(path) ?? []).filter(isReached).toSorted((a, b) => (a.startedAt ?? 0) - (b.startedAt ?? 0));
      if (found.length === 0) return [paragraph(mark('pending', say.notReached))];
      return found.flatMap(node => instanceBlocks(node, records, stamp));
    },
  };
}

type Stamp = (at: number) => string;

function isReached({ startedAt, status }: NodeState): boolean {
  return startedAt !== undefined || status === 'skipped';
}

function summaryBlocks({ head, plan }: RunSnapshot, stamp: Stamp): readonly Block[] {
  const { run, status, starter, startedAt, endedAt, failure, incomplete, override, rollback, rolledBackBy, rollbackOf } = head;
  const inputs = Object.entries(plan.inputs).map(([name, value]): readonly Spans[] => [[code(name)], [code(textOf(value))]]);
  const ended = endedAt === undefined ? '' : say.after(endedAt - startedAt);
  const blocks: readonly Block[] = [
    paragraph(
      text(say.run),
      code(run),
      text(say.of),
      code(plan.runbook),
      text(say.startedBy(starter.name, stamp(startedAt))),
      mark(status, status),
      text(`${ended}.`),
    ),
    ...(override === '' ? [] : [paragraph(text(say.override), text(override))]),
    ...(failure
      ? [paragraph(text(say.failed), stepLink(failure.step, failure.name), text(': '), ...authoredSpans(failure.message), text(' '), code(failure.code))]
      : []),
    ...(incomplete.length > 0 ? [paragraph(text(say.incomplete), ...links(incomplete))] : []),
    ...(rollbackOf === undefined ? [] : [paragraph(text(say.rollsBack), code(rollbackOf))]),
    ...(rolledBackBy === undefined
      ? rollback
        ? [paragraph(text(say.rollBack), code(rollbackCommand(run, rollback)))]
        : []
      : [paragraph(text(say.rolledBackBy), code(rolledBackBy))]),
  ];
  const table: readonly Block[] = inputs.length > 0 ? [paragraph(strong(text(say.inputs))), { type: 'table', head: say.inputHead, rows: inputs }] : [];
  return [{ type: 'note', tone: TONES[status], blocks }, ...table];
}

function links(paths: readonly string[]): Spans {
  return paths.flatMap((path, index): Spans => [text(index === 0 ? '' : ', '), stepLink(path, path)]);
}

function stepLink(path: string, name: string): Spans[number] {
  return { type: 'link', url: `#${anchorOf(staticPath(path))}`, spans: [text(name)] };
}

function instanceBlocks(node: NodeState, records: readonly JournalRecord[], stamp: Stamp): readonly Block[] {
  const { path, failure, outputs } = node;
  const decisions = records.flatMap(record =>
    record.type === 'gate-closed' && record.path === path ? [say.decided(record.decision, record.by, stamp(record.at)) + noteOf(record.note)] : [],
  );
  const did = records.flatMap(record => (record.type === 'step-finished' && record.path === path ? (record.performed ?? []) : []));
  const gate = records.findLast(record => record.type === 'gate-opened' && record.path === path);
  const gave = Object.entries(outputs ?? {}).filter(([name, value]) => isWorthTelling(name, value, outputs ?? {}, gate !== undefined));
  return [
    statusLine(node, stamp),
    ...(gate?.type === 'gate-opened' ? shownBlocks(gate.gate) : []),
    ...decisions.map(line => paragraph(text(line))),
    ...(did.length > 0 ? [paragraph(text(say.did)), { type: 'list', items: did.map(({ says }) => [paragraph(text(says))]) } as const] : []),
    ...(failure && node.status !== 'succeeded' ? [failureNote(failure)] : []),
    ...(gave.length > 0
      ? [{ type: 'details', summary: say.gave, blocks: [{ type: 'list', items: gave.map(([name, value]) => output(name, textOf(value))) }] } as const]
      : []),
  ];
}

/** What the person really saw: the texts of the runbook with their values. */
function shownBlocks({ text: asked, show }: GateState): readonly Block[] {
  const shown = show.map((one): readonly Block[] => authoredBlocks(one));
  const blocks = [...authoredBlocks(asked), ...(shown.length > 0 ? [{ type: 'list', items: shown } as const] : [])];
  return blocks.length > 0 ? [{ type: 'details', summary: say.shown, blocks }] : [];
}

/** Not what goes without saying, nor what stands elsewhere: a good exit code, the JSON of a text, the decision of a gate. */
function isWorthTelling(name: string, value: Json, outputs: JsonObject, isGate: boolean): boolean {
  if (value === '' || value === null) return false;
  if (name === 'exit_code') return value !== 0;
  if (name === 'json') return outputs['stdout'] === undefined;
  return !(isGate && (name === 'decision' || name === 'by'));
}

function statusLine(node: NodeState, stamp: Stamp): Block {
  const { path, status, startedAt, endedAt, attempt, looks = 0, recovered, reason } = node;
  const took = startedAt !== undefined && endedAt !== undefined ? say.took(endedAt - startedAt) : '';
  const label: Spans = path === staticPath(path) ? [] : [code(path), text(' ')];
  const when = startedAt === undefined || status === 'skipped' ? '' : say.at(stamp(startedAt)) + took;
  const more = say.attempt(attempt) + say.looked(looks) + (recovered ? say.found : '') + (reason === undefined ? '' : say.because + reason);
  return paragraph(...label, mark(status, status), text(`${when}${more}.`));
}

function failureNote({ message, hint, code: name }: { readonly message: string; readonly hint?: string; readonly code: string }): Block {
  const hints = hint === undefined || hint === message ? [] : [paragraph(text(say.hint), ...authoredSpans(hint))];
  return { type: 'note', tone: 'bad', blocks: [paragraph(...authoredSpans(message), text(' '), code(name)), ...hints] };
}

function noteOf(note: string | undefined): string {
  return note === undefined || note === '' ? '' : say.because + note;
}

/** What is long is cut: the journal has it all. */
function output(name: string, value: string): readonly Block[] {
  const short = value.length > 300 ? `${value.slice(0, 300)}…` : value;
  return short.includes('\n') ? [paragraph(code(name), text(':')), { type: 'code', text: short }] : [paragraph(code(name), text(': '), code(short))];
}
