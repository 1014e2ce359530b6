import { existsSync, readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { composeConfigSchema, composeRunbookSchema, type JsonSchema } from '../../engine/core/schema.ts';
import { generateSchemas } from '../../engine/load/generate-schemas.ts';
import { referencePage } from '../../engine/report/reference/action-document.ts';
import { plugins } from '../../plugins/index.ts';
import { demoPlugins } from '../support/demo-plugins.ts';
import { withSteps } from '../support/load-files.ts';

/** As an editor reads it: unknown words are annotations. */
const validate = new Ajv2020({ strict: false, discriminator: true, validateFormats: false }).compile(composeRunbookSchema(demoPlugins));

describe('the schema that editors read', () => {
  test.each([
    '  - { id: a, uses: demo.look, with: { thing: x, depth: "{{ inputs.n }}", lens: "{{ inputs.l }}" }, until: outputs.ready, every: 5s }',
    '  - { id: a, uses: demo.make, with: { thing: "a {{ b.c }}", parts: [1, "{{ b.c }}"] } }',
    '  - { id: a, uses: demo.make }',
    '  - { id: a, run: [x], check: { uses: demo.look, with: { thing: x } }, verify: [{ that: a, message: b }], on-failure: [{ id: b, wait: 5m }] }',
    '  - { id: a, steps: [{ id: b, parallel: [{ id: c, confirm: x? }] }], repeat: { while: a, at-most: 3 } }',
    '  - { id: a, wait: { until: target.open, every: 1m } }',
    '  - { id: a, uses: demo.look, manual: By hand. }',
  ])('accepts %s', steps => {
    validate(parse(withSteps(steps)));
    expect(validate.errors ?? []).toEqual([]);
  });

  test.each([
    '  - { id: a, uses: demo.lok }',
    '  - { id: a, uses: demo.look, with: { thnig: x } }',
    '  - { id: a, uses: demo.look, with: { depth: 10 } }',
    '  - { id: a, uses: demo.look, with: { depth: "a {{ inputs.n }}" } }',
    '  - { id: a, uses: demo.look, run: [x] }',
    '  - { id: a }',
    '  - { id: a, confirm: x?, until: y }',
    '  - { id: a, run: [x], check: { uses: demo.make } }',
    '  - { id: a, run: [x], on-failure: [{ id: b, wiat: 5m }] }',
    '  - { id: a, steps: [{ id: b, wait: soon }] }',
  ])('refuses %s', steps => expect(validate(parse(withSteps(steps)))).toBe(false));

  test('describes every key of its own', () => {
    expect(undescribed(composeRunbookSchema(demoPlugins))).toEqual([]);
    expect(undescribed(composeConfigSchema(demoPlugins))).toEqual([]);
  });
});

test('the committed schemas are the generated ones', async () => {
  for (const [name, text] of Object.entries(await generateSchemas(plugins))) {
    const file = new URL(`../../schemas/${name}.schema.json`, import.meta.url);
    expect(text.startsWith('{\n "$comment": "Generated')).toBe(true);
    expect(existsSync(file) && readFileSync(file, 'utf8') === text, `schemas/${name}.schema.json is out of date: npm run schemas`).toBe(true);
  }
});

test('the committed reference of actions is the generated one', () => {
  const file = new URL('../../schemas/actions.md', import.meta.url);
  const page = referencePage(plugins);
  expect(page.startsWith('<!-- Generated')).toBe(true);
  expect(existsSync(file) && readFileSync(file, 'utf8') === page, 'schemas/actions.md is out of date: npm run schemas').toBe(true);
});

/** Paths of properties that say nothing about themselves. */
function undescribed(schema: JsonSchema, root: JsonSchema = schema, at = ''): readonly string[] {
  return Object.entries(schema).flatMap(([key, value]) => {
    if (typeof value !== 'object' || value === null) return [];
    if (key !== 'properties' || Array.isArray(value))
      return ['enum', 'examples', 'body', 'if'].includes(key) ? [] : undescribed(value as JsonSchema, root, `${at}/${key}`);
    return Object.entries(value as Record<string, JsonSchema>).flatMap(([name, property]) => {
      const own = describes(property, root) ? [] : [`${at}/${name}`];
      return [...own, ...undescribed(property, root, `${at}/${name}`)];
    });
  });
}

function describes(schema: JsonSchema, root: JsonSchema): boolean {
  const target =
    typeof schema.$ref === 'string'
      ? schema.$ref
          .split('/')
          .slice(1)
          .reduce<unknown>((node, part) => (node as Record<string, unknown>)[part], root)
      : schema;
  const { description, markdownEnumDescriptions } = target as JsonSchema;
  return typeof description === 'string' || markdownEnumDescriptions !== undefined;
}
