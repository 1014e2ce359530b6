import { type Block, type Span, type Spans, text } from '../document.ts';

/** A time of the report as people read it. */
export type Stamp = (at: string) => string;

export function heading(words: string): Block {
  return { type: 'heading', level: 2, spans: [text(words)] };
}

export function table(head: readonly string[], rows: readonly (readonly Spans[])[]): Block {
  return { type: 'table', head: [...head], rows };
}

/** A step's path or name, leading to where it is told. */
export function stepLink(path: string, name = path): Span {
  return { type: 'link', url: `#${stepId(path)}`, spans: [text(name)] };
}

/** The place of a step in the report. */
export function stepId(path: string): string {
  return `step-${path.replaceAll(/[^\w-]/g, '-')}`;
}
