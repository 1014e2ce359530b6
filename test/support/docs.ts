import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repository } from './cli.ts';

export const page = (file: string): string => readFileSync(join(repository, file), 'utf8');

/** The fenced blocks of a page in a language, in order, without their fences. */
export function blocks(file: string, language: string): readonly string[] {
  return [...page(file).matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].flatMap(([, found, text]) => (found === language && text !== undefined ? [text] : []));
}

/** The one block that holds a text. */
export function blockWith(file: string, language: string, text: string): string {
  const found = blocks(file, language).filter(block => block.includes(text));
  const [one] = found;
  if (one === undefined || found.length > 1) throw new Error(`${found.length} ${language} blocks of ${file} hold ${text}`);
  return one;
}

/** The rows of the first table under a heading, as cells without backticks. */
export function rowsUnder(file: string, heading: string): readonly (readonly string[])[] {
  const after = page(file).split(new RegExp(`^## ${heading}$`, 'm'))[1] ?? '';
  const [section = ''] = after.split(/^## /m);
  const lines = section.split('\n').filter(line => line.startsWith('| `'));
  return lines.map(line =>
    line
      .slice(2, -2)
      .split(' | ')
      .map(cell => cell.replaceAll('`', '').trim()),
  );
}
