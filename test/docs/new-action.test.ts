import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import type { Action, Plugin } from '../../engine/core/action.ts';
import { toMarkdown } from '../../engine/report/document-markdown.ts';
import { actionDocument } from '../../engine/report/reference/action-document.ts';
import { repository } from '../support/cli.ts';
import { blockWith } from '../support/docs.ts';
import { folderWith } from '../support/load-files.ts';
import { usePlugin } from '../support/use-plugin.ts';

/** The README's action, as it would stand in plugins/http/. */
async function loadExample(): Promise<Action> {
  const home = pathToFileURL(join(repository, 'plugins/http/')).href;
  const text = blockWith('README.md', 'ts', 'reachable').replaceAll(/from '(\.[^']+)'/g, (_all, path: string) => `from '${new URL(path, home).pathname}'`);
  const folder = folderWith({ 'reachable.ts': text });
  const loaded = (await import(/* @vite-ignore */ join(folder, 'reachable.ts'))) as { readonly reachable: Action };
  return loaded.reachable;
}

async function serve(status: number): Promise<{ readonly url: string; readonly methods: readonly string[] }> {
  const methods: string[] = [];
  const server = createServer((request, response) => {
    methods.push(request.method ?? '');
    response.writeHead(status).end();
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, methods };
}

test('the action of the README works as it stands there', async () => {
  const reachable = await loadExample();
  const plugin: Plugin = { name: 'http', title: 'HTTP', description: 'HTTP', needsConnection: false, actions: [reachable] };
  const { url, methods } = await serve(204);
  expect(await usePlugin(plugin, {}).run('reachable', { url })).toEqual({ status: 204 });
  expect(methods).toEqual(['HEAD']);
  expect((await usePlugin(plugin, {}).failureOf('reachable', { url: 'ftp://x' })).code).toBe('bad-url');
});

test('and has its page without more work', async () => {
  const action = await loadExample();
  const plugin: Plugin = { name: 'http', title: 'HTTP', description: 'HTTP', needsConnection: false, actions: [action] };
  expect(toMarkdown(actionDocument(plugin, action))).toBe(`# http.reachable

Looks whether a web address answers.

- **Effect**: read: it only looks, so it may be repeated at any time, also by a plan.
- **Connection**: none needed.

## Params

| Name | Type | What it is |
| --- | --- | --- |
| \`url\` | string, required | The http or https address. |

## Outputs

| Name | Type | What it is |
| --- | --- | --- |
| \`status\` | integer | The HTTP status that came. |

**Is the page up?**

\`\`\`yaml
- id: reachable
  uses: http.reachable
  with:
    url: "https://status.example.com"
\`\`\`
`);
});
