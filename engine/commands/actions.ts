import type { Plugin } from '../core/action.ts';
import { EXIT } from '../core/exit-codes.ts';
import { nearestName } from '../core/nearest.ts';
import { unknownAction } from '../core/messages/commands.ts';
import { type NamedAction, namedActions } from '../core/schema/actions.ts';
import type { Command, Invocation } from './command.ts';
import { table } from './table.ts';

export const actions: Command = {
  name: 'actions',
  summary: 'list what steps can use, or show one action with its params, outputs and examples',
  arguments: [{ name: 'name', summary: 'an action (`git.branch`) or a plugin (`git`)', required: false }],
  options: [{ name: 'markdown', summary: 'the reference as Markdown: of the action, the plugin, or all' }],
  examples: [
    { line: 'runbook actions', says: 'all of them, by plugin' },
    { line: 'runbook actions git.branch', says: 'its params, outputs and examples' },
    { line: 'runbook actions --markdown', says: 'the whole reference as a page' },
    { line: 'runbook actions git --json', says: 'schemas of all actions of a plugin, for programs' },
  ],
  async run(invocation) {
    const { plugins, terminal, json } = invocation;
    const [given] = invocation.arguments;
    const all = namedActions(plugins);
    const found = all.filter(({ name, plugin }) => given === undefined || given === plugin.name || given === name);
    if (found.length === 0 && given !== undefined) {
      const names = all.flatMap(({ name, plugin }) => [plugin.name, name]);
      terminal.error(unknownAction(given, nearestName(given, names)));
      return EXIT.usage;
    }
    if (json) terminal.printJson({ actions: found.map(toJson) });
    else await print(invocation, found);
    return EXIT.ok;
  },
};

async function print({ arguments: [given], options, plugins, terminal }: Invocation, found: readonly NamedAction[]): Promise<void> {
  const [one] = found;
  const isOne = one !== undefined && given === one.name;
  if (!isOne && !options.flag('markdown')) {
    const rows = found.map(({ name, action }) => [name, action.effect, action.summary]);
    return terminal.print(table(rows, terminal.width()));
  }
  const [{ actionDocument, actionsDocument }, { toMarkdown }, { toTerminal }] = await Promise.all([
    import('../report/reference/action-document.ts'),
    import('../report/document-markdown.ts'),
    import('../report/document-terminal.ts'),
  ]);
  const document = isOne ? actionDocument(one.plugin, one.action) : actionsDocument(pluginsOf(plugins, given));
  if (options.flag('markdown') || !terminal.isTty) terminal.print(toMarkdown(document).trimEnd());
  else terminal.print(toTerminal(document, { columns: terminal.width(), color: terminal.color }));
}

function pluginsOf(plugins: readonly Plugin[], given: string | undefined): readonly Plugin[] {
  return plugins.filter(({ name }) => given === undefined || given === name);
}

function toJson({ name, action }: NamedAction): object {
  const { summary, description, effect, interrupted, version, params, outputs, examples } = action;
  return { name, summary, description, effect, interrupted, version, check: action.check !== undefined, params, outputs, examples };
}
