import { fail } from '../core/failure.ts';
import { showTexts as say } from '../core/messages/commands.ts';
import type { Document } from '../report/document.ts';
import { toHtml } from '../report/document-html.ts';
import { toMarkdown } from '../report/document-markdown.ts';
import { toTerminal } from '../report/document-terminal.ts';
import type { Invocation } from './command.ts';
import { writeGiven } from './write-given.ts';

export type DocumentFormat = 'markdown' | 'html' | 'json';

/** As asked for, else by the ending of the file. Fails with code `usage`. */
export function documentFormat({ options, json }: Invocation): DocumentFormat {
  if (json) return 'json';
  const file = options.text('output') ?? '';
  const format = options.text('format') ?? (/\.html?$/i.test(file) ? 'html' : /\.json$/i.test(file) ? 'json' : 'markdown');
  return format === 'markdown' || format === 'html' || format === 'json' ? format : fail({ code: 'usage', message: say.noFormat(format) });
}

/** Prints a document, or writes it into the file of `--output`. `data`: what stands for it as JSON. */
export function printDocument({ options, terminal, cwd }: Invocation, document: Document, format: DocumentFormat, data: object = document): void {
  const file = options.text('output');
  if (file === undefined && format === 'json') return terminal.printJson(data);
  if (file === undefined && terminal.isTty && options.text('format') === undefined)
    return terminal.print(toTerminal(document, { columns: terminal.width(), color: terminal.color }));
  const text = format === 'html' ? toHtml(document) : format === 'json' ? `${JSON.stringify(data, null, 1)}\n` : toMarkdown(document);
  if (file === undefined) return terminal.print(text.trimEnd());
  writeGiven(file, cwd, text);
  terminal.print(say.written(file));
}
