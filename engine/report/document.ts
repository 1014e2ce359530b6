/** A document for people: what `show` and reports are made of, whatever they are printed as. Texts may be hostile: the printers escape them. */
export interface Document {
  readonly title: string;
  readonly blocks: readonly Block[];
}

export type Block =
  /** `id` is where links of the same document lead (`#id`). */
  | { readonly type: 'heading'; readonly level: 2 | 3 | 4 | 5 | 6; readonly spans: Spans; readonly id?: string }
  | { readonly type: 'paragraph'; readonly spans: Spans }
  | { readonly type: 'list'; readonly ordered?: boolean; readonly items: readonly (readonly Block[])[] }
  | { readonly type: 'tasks'; readonly items: readonly { readonly done: boolean; readonly spans: Spans }[] }
  | { readonly type: 'table'; readonly head: readonly string[]; readonly rows: readonly (readonly Spans[])[] }
  /** Shown exactly as it is, line breaks included. */
  | { readonly type: 'code'; readonly text: string; readonly language?: string }
  /** Set apart: something to know, to be careful about, that failed, that went well. */
  | { readonly type: 'note'; readonly tone: Tone; readonly blocks: readonly Block[] }
  /** Folded where the reader can fold. */
  | { readonly type: 'details'; readonly summary: string; readonly blocks: readonly Block[] }
  | { readonly type: 'terms'; readonly items: readonly { readonly term: string; readonly blocks: readonly Block[] }[] };

/** Text within a line; line breaks in it are spaces. */
export type Span =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'code'; readonly text: string }
  | { readonly type: 'strong'; readonly spans: Spans }
  /** Addresses that are neither http(s) nor mailto nor `#id` lose their link and keep their text. */
  | { readonly type: 'link'; readonly spans: Spans; readonly url: string }
  /** A word with a colour: a status. */
  | { readonly type: 'mark'; readonly tone: Tone; readonly text: string };

export type Spans = readonly Span[];

export type Tone = 'plain' | 'good' | 'careful' | 'bad';

export const text = (value: string): Span => ({ type: 'text', text: value });
export const code = (value: string): Span => ({ type: 'code', text: value });
export const strong = (...spans: Spans): Span => ({ type: 'strong', spans });
export const link = (url: string, ...spans: Spans): Span => ({ type: 'link', url, spans: spans.length > 0 ? spans : [text(url)] });
export const paragraph = (...spans: Spans): Block => ({ type: 'paragraph', spans });

/** The address, where a click on it can only open a page, a mail, or another place of the document. */
export function safeUrl(url: string): string | undefined {
  if (/^#[\w-]+$/.test(url)) return url;
  if (!/^(?:https?:\/\/|mailto:)[^\s\p{Cc}]+$/iu.test(url)) return undefined;
  return URL.canParse(url) ? url.replaceAll(/[<>"'`()\\|]/g, encodeCharacter) : undefined;
}

function encodeCharacter(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
}
