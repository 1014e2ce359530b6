import { capLine, cleanText } from '../core/text.ts';

/** Cuts a stream of bytes into lines for a log, and keeps its beginning as text. Bounded, whatever comes. */
export interface OutputSink {
  write(chunk: Uint8Array): void;
  /** Emits what stands after the last line break. */
  end(): void;
  readonly text: string;
  /** True where more came than `text` holds. */
  readonly isCut: boolean;
}

/** Bytes of a stream that are kept as its text. */
export const CAPTURE_LIMIT = 1_048_576;

/** UTF-16 units of one line that are looked at; the rest of it is dropped. */
const PENDING_LIMIT = 65_536;

export function createSink(onLine: (line: string) => void, redact: (text: string) => string = text => text): OutputSink {
  const kept: Uint8Array[] = [];
  let size = 0;
  let isCut = false;
  const lines = splitLines(line => onLine(capLine(redact(cleanText(line)))));
  const decoder = new TextDecoder();
  return {
    write(chunk) {
      const room = CAPTURE_LIMIT - size;
      if (chunk.length > room) isCut = true;
      if (room > 0) kept.push(Uint8Array.from(chunk.subarray(0, room)));
      size += Math.min(chunk.length, room);
      lines.push(decoder.decode(chunk, { stream: true }));
    },
    end() {
      lines.push(decoder.decode());
      lines.end();
    },
    get text() {
      return decodeText(kept);
    },
    get isCut() {
      return isCut;
    },
  };
}

/** UTF-8 with replacement characters, one trailing line break removed. A BOM stays out. */
function decodeText(chunks: readonly Uint8Array[]): string {
  return new TextDecoder().decode(Buffer.concat(chunks)).replace(/\r?\n$/, '');
}

/** Breaks at LF, CR and CR LF; a CR alone is a progress bar that starts again, so an empty piece before it is none. */
function splitLines(onLine: (line: string) => void): { push(text: string): void; end(): void } {
  let pending = '';
  let afterReturn = false;
  return {
    push(text) {
      const pieces = text.split(/(\r\n|\n|\r)/);
      for (const [index, piece] of pieces.entries()) {
        if (index % 2 === 0) {
          if (piece === '') continue;
          pending += piece.slice(0, PENDING_LIMIT - pending.length);
          afterReturn = false;
        } else {
          const isRest = afterReturn && piece === '\n' && pending === '';
          if (!isRest && (piece !== '\r' || pending !== '')) onLine(pending);
          pending = '';
          afterReturn = piece === '\r';
        }
      }
    },
    end() {
      if (pending !== '') onLine(pending);
      pending = '';
    },
  };
}
