import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { repository } from '../support/cli.ts';
import { type Editor, editorFor, type SchemaName, toLines } from '../support/editor.ts';
import { editorPlaces } from '../support/editor-places.ts';
import { type LanguageServer, startLanguageServer } from '../support/language-server.ts';

let server: LanguageServer;
let runbook: Editor;
beforeAll(async () => {
  server = await startLanguageServer();
  runbook = editorFor(server, 'runbook');
});
afterAll(() => server.stop());

describe('every key of every place', () => {
  test.each<SchemaName>(['runbook', 'world', 'test', 'config'])('of a %s is offered, and explained to those who hover', async name => {
    const editor = editorFor(server, name);
    const places = editorPlaces(editor.schema);
    const keys = places.reduce((sum, place) => sum + Object.keys(place.keys).length, 0);
    const silent: string[] = [];
    const unexplained: string[] = [];
    for (const place of places) {
      silent.push(...(await editor.notOffered(place)).map(key => `${place.name}: ${key}`));
      unexplained.push(...(await editor.notExplained(place, places)).map(key => `${place.name}: ${key}`));
    }
    console.log(`${name}: ${places.length} places; ${keys - silent.length} of ${keys} keys offered, ${keys - unexplained.length} explained`);
    expect({ silent, unexplained }).toEqual({ silent: [], unexplained: [] });
    expect(keys).toBeGreaterThan(50);
  });
});

describe('a step', () => {
  test.each(['steps:\n  - |', 'finally:\n  - |', 'steps:\n  - id: g\n    steps:\n      - |', 'steps:\n  - id: g\n    run: [x]\n    on-failure:\n      - |'])(
    'begins with whole steps of every kind and action in %j',
    async text => {
      const items = (await runbook.complete(text)).toSorted((a, b) => (a.sortText ?? a.label).localeCompare(b.sortText ?? b.label, 'en'));
      const labels = items.map(({ label }) => label);
      expect(labels.slice(0, 4)).toEqual(['uses step', 'run step', 'wait step', 'confirm step']);
      expect(labels).toEqual(expect.arrayContaining(actions().map(name => `${name} step`)));
    },
  );

  test('that was filled in from a snippet has no mistakes', async () => {
    const snippets = (await runbook.complete('steps:\n  - |')).filter(({ label }) => label.endsWith(' step'));
    const wrong = snippets.map(async ({ label, insertText = '' }) => (await diagnoseStep(filledIn(insertText))).map(said => `${label} ${said}`));
    expect((await Promise.all(wrong)).flat()).toEqual([]);
    expect(snippets.length).toBeGreaterThan(actions().length + 12);
  });

  test('offers no second kind once it has one, and no keys of others', async () => {
    const labels = (await runbook.complete('steps:\n  - id: a\n    confirm: Sure?\n    |')).map(({ label }) => label);
    expect(labels).toContain('timeout');
    expect(labels.filter(label => ['run', 'uses', 'wait', 'confirm', 'until', 'with'].includes(label))).toEqual([]);
  });

  test('is told only what is wrong with its own action', async () => {
    const said = actions().map(async name => ({ name, said: await diagnoseStep(`id: a\n  uses: ${name}\n  with:\n    nope: 1`) }));
    const wrong = (await Promise.all(said)).filter(one => one.said.join() !== '8: Property nope is not allowed.');
    expect(wrong).toEqual([]);
  });

  test.each([
    ['an action that does not exist', 'uses: git.nope', /^6: Value is not accepted\. Valid values: /],
    ['a key of another kind', 'confirm: Sure?\n  until: x', /^7: Property until is not allowed\.$/],
    ['nothing to do', 'name: x', /^5: A step needs exactly one of uses, run, /],
    ['a mistake in a check', 'run: [x]\n  check: { run: [x], cwdd: y }', /^7: Property cwdd is not allowed\.$/],
    ['a mistake in a wait', 'wait: { until: x, evry: 5s, every: 5s }', /^6: Property evry is not allowed\.$/],
  ])('with %s has one mistake', async (_title, lines, said) => {
    expect(await diagnoseStep(`id: a\n  ${lines}`)).toEqual([expect.stringMatching(said)]);
  });
});

test('the files that are shipped name their schema in the first line and have no mistakes', async () => {
  const files = [...globSync('runbooks/**/*.yml', { cwd: repository }), 'runbook.config.yml'];
  expect(files.length).toBeGreaterThan(4);
  const texts = files.map(file => ({ file, text: readFileSync(join(repository, file), 'utf8') }));
  expect(texts.filter(({ text }) => !/^# yaml-language-server: \$schema=(?:\.\.\/)*schemas\/\w+\.schema\.json\n/.test(text))).toEqual([]);
  const said = texts.map(async ({ file, text }) => toLines(await server.open(file, text).diagnostics(), -1).map(line => `${file}:${line}`));
  expect((await Promise.all(said)).flat()).toEqual([]);
});

/** A step that begins on line 5. */
function diagnoseStep(step: string): Promise<readonly string[]> {
  return runbook.diagnose(`version: 1\nname: a\ntitle: A\nsteps:\n  - ${step.replaceAll('\n', '\n  ')}\n`);
}

function actions(): readonly string[] {
  const definitions = Object.keys(runbook.schema.$defs as object);
  return definitions.filter(name => name.startsWith('with:')).map(name => name.slice(5));
}

/** Its places: `$1`, `${2:15m}`, `${3|a,b|}`. */
function filledIn(snippet: string): string {
  const taken = snippet.replace(/(?<!\\)\$\{\d+\|([^,|]*)[^}]*\}/g, '$1').replace(/(?<!\\)\$\{\d+:([^}]*)\}/g, '$1');
  const named = taken.replace(/uses: \$\d/g, `uses: ${actions()[0]}`).replace(/if: \$2/, 'if: "true"');
  return named
    .replace(/(?<!\\)\$(\d)/g, 'x$1')
    .replaceAll('\\$', '$')
    .replaceAll('\\\\', '\\');
}
