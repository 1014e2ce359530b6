import { readingWords as say } from '../../core/messages/reading.ts';
import { ROOT } from '../../core/paths.ts';
import { type Program, childrenOf, compileProgram, documentOf } from '../../core/program.ts';
import { type Block, type Document, code, paragraph, strong, text } from '../document.ts';
import { authoredBlocks } from './authored.ts';
import { conditionSpans } from './condition.ts';
import { prefaceBlocks } from './preface.ts';
import type { Reading } from './reading.ts';
import { listBlocks, sectionBlocks } from './step-blocks.ts';
import { paramBlocks } from './work-blocks.ts';

export interface ReadingFacts {
  readonly program: Program;
  /** One line about an action, by its full name. */
  summaryOf(action: string): string | undefined;
  /** What stands under the title and at each step (by static path) of a run. */
  readonly run?: { readonly summary: readonly Block[]; at(path: string): readonly Block[] };
}

/** A runbook as the document that it replaces: everything that a person must know and do, in order. */
export function runbookDocument({ program, summaryOf, run }: ReadingFacts): Document {
  const document = documentOf(program, ROOT);
  const reading: Reading = {
    program,
    summaryOf,
    happened: path => run?.at(path) ?? [],
    written: new Set([document.name]),
    isRun: run !== undefined,
    prefix: '',
  };
  return {
    title: document.title,
    blocks: [
      ...(run?.summary ?? []),
      ...(document.description === undefined ? [] : authoredBlocks(document.description)),
      ...prefaceBlocks(program, document, reading.isRun),
      { type: 'heading', level: 2, spans: [text(say.steps)] },
      ...listBlocks(reading, childrenOf(program, ROOT, 'steps'), '', 3),
      ...sectionBlocks(reading, ROOT, '', 2),
      ...rollbackBlocks(reading),
    ],
  };
}

/** How it is taken back: the command, and the runbook behind it as a section of its own. */
function rollbackBlocks(reading: Reading): readonly Block[] {
  const { rollback } = documentOf(reading.program, ROOT);
  if (!rollback) return [];
  const { plan } = reading.program;
  const document = plan.runbooks[rollback.runbook]?.document;
  const call: readonly Block[] = [
    { type: 'heading', level: 2, spans: [text(say.rollback)] },
    ...(rollback.if === undefined ? [] : [paragraph(strong(text(say.rollbackIf)), ...conditionSpans(rollback.if), text('.'))]),
    paragraph(text(say.rollbackWith), text(' '), code(`runbook run ${rollback.runbook}`)),
    ...paramBlocks(rollback.with ?? {}),
  ];
  if (!document || reading.written.has(rollback.runbook)) return call;
  reading.written.add(rollback.runbook);
  const inner: Reading = { ...reading, program: compileProgram({ ...plan, runbook: rollback.runbook }), happened: () => [], isRun: false, prefix: 'rollback/' };
  return [
    ...call,
    paragraph(text(say.runbook), text(' '), strong(text(document.title)), text(' ('), code(document.name), text(')')),
    ...(document.description === undefined ? [] : authoredBlocks(document.description)),
    ...listBlocks(inner, childrenOf(inner.program, ROOT, 'steps'), 'R', 3),
    ...sectionBlocks(inner, ROOT, 'R', 3),
  ];
}
