import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { JsonSchema } from '../../engine/core/schema.ts';
import { repository } from './cli.ts';
import { documentAt, documentOn, type EditorPlace, type MarkedDocument } from './editor-places.ts';
import type { CompletionItem, EditorDiagnostic, LanguageServer, Position } from './language-server.ts';

export type SchemaName = 'runbook' | 'world' | 'test' | 'config';

/** Texts that are typed into files of one kind, whose first line names the schema. */
export interface Editor {
  readonly schema: JsonSchema;
  /** What is offered at the `|` of a text. */
  complete(text: string): Promise<readonly CompletionItem[]>;
  /** `LINE: MESSAGE` of everything that is wrong; the text begins on line 1. */
  diagnose(text: string): Promise<readonly string[]>;
  /** Keys of the place that are not offered there. */
  notOffered(place: EditorPlace): Promise<readonly string[]>;
  /**
   * Keys of the place that tell those who hover nothing of what the schema says about them, there or where their value
   * leads.
   */
  notExplained(place: EditorPlace, all: readonly EditorPlace[]): Promise<readonly string[]>;
}

let opened = 0;

export function editorFor(server: LanguageServer, name: SchemaName): Editor {
  const schema = JSON.parse(readFileSync(join(repository, `schemas/${name}.schema.json`), 'utf8')) as JsonSchema;
  const modeline = `# yaml-language-server: $schema=../schemas/${name}.schema.json\n`;
  const open = (text: string) => server.open(`runbooks/typed-${(opened += 1)}.yml`, modeline + text);
  const offered = async ({ text, offset }: MarkedDocument) => open(text).complete(positionOf(modeline + text, modeline.length + offset));
  const explain = async ({ text, offset }: MarkedDocument) => open(text).hover(positionOf(modeline + text, modeline.length + offset + 1));

  return {
    schema,
    complete: text => offered({ text: text.replace('|', ''), offset: text.indexOf('|') }),
    diagnose: async text => toLines(await open(text).diagnostics(), 0),
    async notOffered(place) {
      const labels = labelsOf(await offered(documentAt(place)));
      const own = Object.keys(place.keys).filter(key => !labels.has(key));
      // What leads to the place is offered as long as it is not there.
      const leading = await Promise.all(own.map(async key => (key in place.leading ? labelsOf(await offered(documentAt(place, key))).has(key) : false)));
      return own.filter((_, index) => leading[index] !== true);
    },
    async notExplained(place, all) {
      const same = all.filter(({ path }) => path === place.path);
      const others = same.slice(0, same.indexOf(place));
      // What several places share by reference is asked about at the first of them.
      const own = Object.keys(place.keys).filter(key => !others.some(other => sharesKey(other, place, key)));
      const texts = await Promise.all(own.map(async key => ({ key, text: await explain(documentOn(schema, place, key)) })));
      return texts.filter(({ key, text }) => !same.some(({ keys }) => saysIt(text, keys[key] ?? {}, schema))).map(({ key }) => key);
    },
  };
}

/** `LINE: MESSAGE`, the line less those before. */
export function toLines(diagnostics: readonly EditorDiagnostic[], before: number): readonly string[] {
  return diagnostics.map(({ range, message }) => `${range.start.line - before}: ${message}`);
}

function labelsOf(items: readonly CompletionItem[]): ReadonlySet<string> {
  return new Set(items.map(({ label }) => label));
}

function sharesKey(a: EditorPlace, b: EditorPlace, key: string): boolean {
  const ref = a.keys[key]?.$ref;
  return typeof ref === 'string' && ref === b.keys[key]?.$ref;
}

/** The first words of the description, or of an enum's first value. */
function saysIt(markdown: string, written: JsonSchema, root: JsonSchema): boolean {
  const schema = typeof written.$ref === 'string' ? (followRef(root, written.$ref) as JsonSchema) : written;
  const [value] = (schema.markdownEnumDescriptions ?? []) as readonly string[];
  const said = [written.description, schema.markdownDescription, schema.description, value].find(text => typeof text === 'string');
  const wanted = (said ?? '').slice(0, 40);
  return wanted !== '' && plain(markdown).includes(plain(wanted));
}

function followRef(root: JsonSchema, ref: string): unknown {
  return ref
    .split('/')
    .slice(1)
    .reduce<unknown>((at, part) => (at as Readonly<Record<string, unknown>>)[part], root);
}

function plain(text: string): string {
  return text.replace(/[\\\s`]+/g, '');
}

function positionOf(text: string, offset: number): Position {
  const before = text.slice(0, offset);
  return { line: before.split('\n').length - 1, character: offset - before.lastIndexOf('\n') - 1 };
}
