import { styleText } from 'node:util';
import { cleanText } from '../core/text.ts';
import { type Spans, type Tone, safeUrl } from './document.ts';

export type Style = Parameters<typeof styleText>[0];

/** Puts a style on a text, or leaves it where there are no colours. */
export interface Brush {
  readonly color: boolean;
  paint(style: Style | undefined, text: string): string;
}

export function createBrush(color: boolean): Brush {
  return { color, paint: (style, text) => (color && style !== undefined && text !== '' ? styleText(style, text, { validateStream: false }) : text) };
}

/** Pieces of one word, each with its own style. */
type Word = readonly Piece[];

interface Piece {
  readonly text: string;
  readonly style: Style | undefined;
}

/** Lines of at most `width`, broken between words; a longer word stands alone. */
export function wrapSpans(spans: Spans, width: number, brush: Brush): readonly string[] {
  const lines: { text: string; width: number }[] = [];
  for (const word of wordsOf(pieces(spans, undefined, brush.color))) {
    const length = word.reduce((sum, { text }) => sum + text.length, 0);
    const painted = word.map(({ text, style }) => brush.paint(style, text)).join('');
    const last = lines.at(-1);
    if (last && last.width + 1 + length <= width) Object.assign(last, { text: `${last.text} ${painted}`, width: last.width + 1 + length });
    else lines.push({ text: painted, width: length });
  }
  return lines.map(({ text }) => text);
}

/** How wide the spans are on one line. */
export function widthOf(spans: Spans, brush: Brush): number {
  return wordsOf(pieces(spans, undefined, brush.color)).reduce(
    (sum, word, index) => sum + (index > 0 ? 1 : 0) + word.reduce((width, { text }) => width + text.length, 0),
    0,
  );
}

function pieces(spans: Spans, style: Style | undefined, color: boolean): readonly Piece[] {
  return spans.flatMap((span): readonly Piece[] => {
    switch (span.type) {
      case 'text':
        return [{ text: cleanText(span.text), style }];
      case 'code':
        return [{ text: color ? cleanText(span.text) : `\`${cleanText(span.text)}\``, style: 'cyan' }];
      case 'strong':
        return pieces(span.spans, 'bold', color);
      case 'mark':
        return [{ text: cleanText(span.text), style: TONES[span.tone] }];
      case 'link':
        return [...pieces(span.spans, style, color), ...addressOf(span)];
    }
  });
}

/** Behind its text, where that does not show it. */
function addressOf({ url, spans }: { readonly url: string; readonly spans: Spans }): readonly Piece[] {
  const [only] = spans;
  const safe = safeUrl(url);
  const isShown = only?.type === 'text' && only.text === url;
  return safe === undefined || safe.startsWith('#') || isShown ? [] : [{ text: ` (${safe})`, style: 'dim' }];
}

function wordsOf(all: readonly Piece[]): readonly Word[] {
  const words: Piece[][] = [];
  let isOpen = false;
  for (const { text, style } of all) {
    for (const part of text.split(/(\s+)/)) {
      if (part === '') continue;
      if (/^\s/.test(part)) isOpen = false;
      else if (isOpen) words.at(-1)?.push({ text: part, style });
      else {
        words.push([{ text: part, style }]);
        isOpen = true;
      }
    }
  }
  return words;
}

/** How a tone looks. */
export const TONES: Readonly<Record<Tone, Style>> = { plain: 'dim', good: 'green', careful: 'yellow', bad: 'red' };
