import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { EXIT, type ExitCode } from '../core/exit-codes.ts';
import { fail } from '../core/failure.ts';
import { showTexts as say } from '../core/messages/commands.ts';
import type { JournalRecord } from '../core/events.ts';
import { compileProgram } from '../core/program.ts';
import { namedActions } from '../core/schema/actions.ts';
import { loadRunbook } from '../load/load-runbook.ts';
import type { Document } from '../report/document.ts';
import { toHtml } from '../report/document-html.ts';
import { toMarkdown } from '../report/document-markdown.ts';
import { toTerminal } from '../report/document-terminal.ts';
import { runHistory } from '../report/reading/run-history.ts';
import { type ReadingFacts, runbookDocument } from '../report/reading/runbook-document.ts';
import { type Invocation, runbookFolder } from './command.ts';
import { findRun } from './find-run.ts';
import { freezePlan } from './freeze-plan.ts';
import { printInvalid } from './refuse.ts';
import type { Setting } from './setting.ts';

/** Prints a runbook, or one of its runs, as a document. */
export async function showIn(invocation: Invocation, setting: Setting): Promise<ExitCode> {
  const { options, arguments: given } = invocation;
  const format = formatOf(invocation);
  const run = options.text('run');
  if ((run === undefined) === (given[0] === undefined)) return fail({ code: 'usage', message: say.nameOrRun });
  const facts = run === undefined ? await loadFacts(invocation, setting) : await runFacts(invocation, setting, run);
  if (typeof facts === 'number') return facts;
  print(invocation, runbookDocument(facts), format);
  return EXIT.ok;
}

type Format = 'markdown' | 'html';

function formatOf({ options }: Invocation): Format {
  const format = options.text('format') ?? (/\.html?$/i.test(options.text('output') ?? '') ? 'html' : 'markdown');
  return format === 'markdown' || format === 'html' ? format : fail({ code: 'usage', message: say.noFormat(format) });
}

/** The runbook as it stands in its file. */
async function loadFacts(invocation: Invocation, { config, folder, today }: Setting): Promise<ReadingFacts | ExitCode> {
  const { arguments: given, cwd, plugins, options } = invocation;
  const loaded = loadRunbook(given[0] ?? '', { dir: runbookFolder(options), cwd, plugins, config });
  if (loaded.status === 'invalid') return printInvalid(invocation, loaded.diagnostics);
  const { name, runbooks } = loaded;
  const missing = Object.keys(runbooks[name]?.document.inputs ?? {});
  const plan = freezePlan({ plugins, runbook: name, runbooks, inputs: {}, missing, folder, today: today(), config });
  return { program: compileProgram(plan), summaryOf: summaries(invocation) };
}

/** The runbook as it was frozen for the run: its file may have changed since. */
async function runFacts(invocation: Invocation, setting: Setting, given: string): Promise<ReadingFacts> {
  const engine = await setting.openEngine();
  const snapshot = await findRun(engine, given);
  const records: JournalRecord[] = [];
  for await (const record of engine.events(snapshot.head.run, 0)) {
    records.push(record);
    if (record.seq >= snapshot.seq) break;
  }
  return { program: compileProgram(snapshot.plan), summaryOf: summaries(invocation), run: runHistory(snapshot, records) };
}

function summaries({ plugins }: Invocation): ReadingFacts['summaryOf'] {
  const known = new Map(namedActions(plugins).map(({ name, action }) => [name, action.summary]));
  return name => known.get(name);
}

function print({ options, terminal, json, cwd }: Invocation, document: Document, format: Format): void {
  const file = options.text('output');
  if (json) return terminal.printJson(document);
  if (file === undefined && terminal.isTty && options.text('format') === undefined)
    return terminal.print(toTerminal(document, { columns: terminal.width(), color: terminal.color }));
  const text = format === 'html' ? toHtml(document) : toMarkdown(document);
  if (file === undefined) return terminal.print(text.trimEnd());
  try {
    writeFileSync(resolve(cwd, file), text);
  } catch (error) {
    fail({ code: 'unwritable', message: say.unwritable(file, error instanceof Error ? error.message : String(error)) });
  }
  terminal.print(say.written(file));
}
