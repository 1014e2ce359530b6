import type { Action, Plugin } from '../core/action.ts';
import { EXIT } from '../core/exit-codes.ts';
import { nearestName } from '../core/nearest.ts';
import { unknownAction } from '../core/messages/commands.ts';
import { describeAction } from './action-page.ts';
import type { Command } from './command.ts';
import { table } from './table.ts';

export const actions: Command = {
  name: 'actions',
  summary: 'list what steps can use, or show one action with its params, outputs and examples',
  arguments: [{ name: 'name', summary: 'an action (`git.branch`) or a plugin (`git`)', required: false }],
  options: [],
  examples: [
    { line: 'runbook actions', says: 'all of them, by plugin' },
    { line: 'runbook actions git.branch', says: 'its params, outputs and examples' },
    { line: 'runbook actions git --json', says: 'schemas of all actions of a plugin, for programs' },
  ],
  async run({ arguments: [name], plugins, terminal, json }) {
    const found = allActions(plugins).filter(({ plugin, action }) => name === undefined || name === plugin.name || name === fullName(plugin, action));
    const [first] = found;
    if (!first && name !== undefined) {
      const names = allActions(plugins).flatMap(({ plugin, action }) => [plugin.name, fullName(plugin, action)]);
      terminal.error(unknownAction(name, nearestName(name, names)));
      return EXIT.usage;
    }
    if (json) terminal.printJson({ actions: found.map(toJson) });
    else if (first && name === fullName(first.plugin, first.action)) terminal.print(describeAction(fullName(first.plugin, first.action), first.action));
    else
      terminal.print(
        table(
          found.map(({ plugin, action }) => [fullName(plugin, action), action.effect, action.summary]),
          terminal.width(),
        ),
      );
    return EXIT.ok;
  },
};

interface Listed {
  readonly plugin: Plugin;
  readonly action: Action;
}

function allActions(plugins: readonly Plugin[]): readonly Listed[] {
  return plugins.flatMap(plugin => plugin.actions.map(action => ({ plugin, action })));
}

function fullName(plugin: Plugin, action: Action): string {
  return `${plugin.name}.${action.name}`;
}

function toJson({ plugin, action }: Listed): object {
  const { summary, description, effect, interrupted, version, params, outputs, examples } = action;
  return { name: fullName(plugin, action), summary, description, effect, interrupted, version, check: action.check !== undefined, params, outputs, examples };
}
