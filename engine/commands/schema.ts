import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { EXIT } from '../core/exit-codes.ts';
import { needsWriteFolder, schemaWritten } from '../core/messages/commands.ts';
import type { Command } from './command.ts';

export const schema: Command = {
  name: 'schema',
  summary: 'print a JSON Schema for editors, or write all of them and the reference of actions',
  arguments: [{ name: 'which', summary: 'runbook, world, test, config, plan or report', required: false }],
  options: [{ name: 'write', value: 'folder', summary: 'write all schemas, and the reference of actions, into a folder' }],
  examples: [
    { line: 'runbook schema runbook', says: 'print the schema of runbooks' },
    { line: 'runbook schema --write schemas', says: 'write schemas/*.schema.json and schemas/actions.md' },
  ],
  async run({ arguments: [which], options, plugins, cwd, terminal, json }) {
    const { generateSchemas } = await import('../load/generate-schemas.ts');
    const schemas = new Map(Object.entries(await generateSchemas(plugins)));
    const folder = options.text('write');
    if (folder !== undefined) {
      const { referencePage } = await import('../report/reference/action-document.ts');
      const files = [...schemas].map(([name, text]): readonly [string, string] => [`${name}.schema.json`, text]);
      const written = writeAll([...files, ['actions.md', referencePage(plugins)]], resolve(cwd, folder));
      if (json) terminal.printJson({ written });
      else for (const file of written) terminal.print(schemaWritten(file));
      return EXIT.ok;
    }
    const text = schemas.get(which ?? '');
    if (text === undefined) terminal.error(needsWriteFolder([...schemas.keys()]));
    else terminal.print(text.trimEnd());
    return text === undefined ? EXIT.usage : EXIT.ok;
  },
};

function writeAll(files: readonly (readonly [string, string])[], folder: string): readonly string[] {
  mkdirSync(folder, { recursive: true });
  return files.map(([name, text]) => {
    const file = join(folder, name);
    writeFileSync(file, text);
    return file;
  });
}
