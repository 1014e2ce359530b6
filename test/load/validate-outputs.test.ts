import { expect, test } from 'vitest';
import { validateOutputs, validateParams } from '../../engine/load/validate-outputs.ts';
import { demoPlugins } from '../support/demo-plugins.ts';

test.each<[unknown, string | undefined]>([
  [{ ready: true, size: 3 }, undefined],
  [{ ready: true, more: [] }, undefined],
  [{ size: 3 }, 'The value needs `ready`.'],
  [{ ready: 'yes', size: 1.5 }, 'ready: This must be true or false, but it is text. size: This must be a whole number, but it is the number 1.5.'],
  [undefined, 'This must be a map, but it is empty.'],
])('outputs %j', (outputs, said) => expect(validateOutputs(demoPlugins, 'demo.look', outputs)).toBe(said));

test('rendered params hold no templates any more', () => {
  expect(validateParams(demoPlugins, 'demo.look', { thing: 'x', depth: 2 })).toBeUndefined();
  expect(validateParams(demoPlugins, 'demo.look', { thing: 'x', depth: '{{ inputs.n }}', extra: 1 })).toBe(
    'The value knows no key `extra`. depth: This must be a whole number, but it is text.',
  );
  expect(validateParams(demoPlugins, 'demo.nothing', {})).toBeUndefined();
});
