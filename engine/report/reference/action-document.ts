import type { Action, JSONSchema, Plugin } from '../../core/action.ts';
import { referenceWords as say } from '../../core/messages/reference.ts';
import { type Block, type Document, code, paragraph, strong, text } from '../document.ts';
import { toMarkdown } from '../document-markdown.ts';
import { authoredBlocks, authoredSpans } from '../reading/authored.ts';
import { exampleYaml } from './example-yaml.ts';
import { type FieldSide, fieldRows } from './field-rows.ts';

/** One action: what it does, params, outputs, examples. */
export function actionDocument(plugin: Plugin, action: Action): Document {
  return { title: `${plugin.name}.${action.name}`, blocks: actionBlocks(plugin, action, 2) };
}

/** The actions of plugins, each plugin with its list first. */
export function actionsDocument(plugins: readonly Plugin[]): Document {
  return { title: say.title, blocks: [paragraph(...authoredSpans(say.intro)), ...plugins.flatMap(pluginBlocks)] };
}

/** The committed page of all actions. */
export function referencePage(plugins: readonly Plugin[]): string {
  return `${say.generated}\n${toMarkdown(actionsDocument(plugins))}`;
}

function pluginBlocks(plugin: Plugin): readonly Block[] {
  const { name, title, description, actions } = plugin;
  const rows = actions.map(action => [[code(`${name}.${action.name}`)], [text(action.effect)], authoredSpans(withoutStop(action.summary))]);
  return [
    { type: 'heading', level: 2, id: name, spans: [text(title)] },
    ...authoredBlocks(description),
    { type: 'table', head: say.listHead, rows },
    ...actions.flatMap((action): readonly Block[] => [
      { type: 'heading', level: 3, spans: [text(`${name}.${action.name}`)] },
      ...actionBlocks(plugin, action, 4),
    ]),
  ];
}

function actionBlocks(plugin: Plugin, action: Action, level: 2 | 4): readonly Block[] {
  const { name, summary, description, params, outputs, examples } = action;
  const heading = (title: string): Block => ({ type: 'heading', level, spans: [text(title)] });
  return [
    paragraph(...authoredSpans(`${withoutStop(summary)}.`)),
    ...(description === undefined ? [] : authoredBlocks(description)),
    { type: 'terms', items: facts(plugin, action) },
    heading(say.params),
    ...fieldBlocks(params, 'params'),
    heading(say.outputs),
    ...fieldBlocks(outputs, 'outputs'),
    ...examples.flatMap(example => [
      paragraph(strong(text(example.title))),
      { type: 'code', language: 'yaml', text: exampleYaml(`${plugin.name}.${name}`, name, example.with) } as const,
    ]),
  ];
}

function facts({ name, needsConnection }: Plugin, action: Action): readonly { readonly term: string; readonly blocks: readonly Block[] }[] {
  const { effect, check, verify, interrupted, settleAfter } = action;
  const later = settleAfter === undefined ? '' : say.settleAfter(settleAfter);
  const connection = needsConnection === false ? say.noConnection : say.needsConnection(name);
  const lines: readonly (readonly [string, string])[] = [
    [say.effect, `${say.effects[effect]}.`],
    ...(effect === 'read'
      ? []
      : ([
          [say.check, check ? say.hasCheck : say.noCheck],
          [say.verify, verify ? say.hasVerify : say.noVerify],
          [say.interrupted, `${say.interruptions[interrupted]}${later}.`],
        ] as const)),
    [say.connection, `${connection}.`],
  ];
  return lines.map(([term, words]) => ({ term, blocks: [paragraph(...authoredSpans(words))] }));
}

function fieldBlocks(schema: JSONSchema, side: FieldSide): readonly Block[] {
  const rows = fieldRows(schema, side);
  return rows.length > 0 ? [{ type: 'table', head: say.fieldHead, rows }] : [paragraph(text(say.none))];
}

function withoutStop(summary: string): string {
  return summary.replace(/\.$/, '');
}
