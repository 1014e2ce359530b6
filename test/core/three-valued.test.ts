import fc from 'fast-check';
import { expect, it } from 'vitest';
import { evaluate } from '../../engine/core/expression.ts';
import type { Json } from '../../engine/core/json.ts';

const BOOLS = ['inputs.p', 'inputs.q', 'inputs.r', 'steps.late.outputs.ok'];
const INTS = ['inputs.n', 'steps.late.outputs.n', '0', '1', '2.5'];

/** Well-typed expressions over two known and four unknown paths; divisions and missing fields give errors. */
const { bool } = fc.letrec<{ bool: string; int: string }>(tie => ({
  bool: fc.oneof(
    { maxDepth: 5, withCrossShrink: true },
    { weight: 2, arbitrary: fc.constantFrom(...BOOLS, 'true', 'false', 'has(steps.late.outputs.n)', 'has(inputs.gone)', 'inputs.gone') },
    tie('bool').map(a => `!(${a})`),
    { weight: 5, arbitrary: fc.tuple(tie('bool'), fc.constantFrom('&&', '||', '&&', '||', '=='), tie('bool')).map(([a, op, b]) => `(${a}) ${op} (${b})`) },
    { weight: 2, arbitrary: fc.tuple(tie('bool'), tie('bool'), tie('bool')).map(([a, b, c]) => `(${a}) ? (${b}) : (${c})`) },
    fc.tuple(tie('int'), fc.constantFrom('==', '<', '>='), tie('int')).map(([a, op, b]) => `(${a}) ${op} (${b})`),
    fc.tuple(tie('int'), tie('bool')).map(([a, b]) => `[1, 2].exists(i, i == (${a}) && (${b}))`),
  ),
  int: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    fc.constantFrom(...INTS),
    fc.tuple(tie('int'), fc.constantFrom('+', '-', '*', '/'), tie('int')).map(([a, op, b]) => `(${a}) ${op} (${b})`),
    fc.tuple(tie('bool'), tie('int'), tie('int')).map(([a, b, c]) => `(${a}) ? (${b}) : (${c})`),
  ),
}));

const KNOWN = { p: true, n: 1 };
const UNKNOWN = [
  { path: ['inputs', 'q'], cause: 'q' },
  { path: ['inputs', 'r'], cause: 'r' },
  { path: ['steps', 'late', 'outputs'], cause: 'late' },
];

const BOTH = [false, true];
const COMPLETIONS = BOTH.flatMap(q =>
  BOTH.flatMap(r => BOTH.flatMap(ok => [0, 1, 2.5, undefined].map(n => ({ q, r, late: { ok, ...(n !== undefined && { n }) } })))),
);

const scopeOf = (inputs: Json, outputs: Json, unknown: typeof UNKNOWN) => ({
  values: { inputs, steps: { late: { outputs } } },
  unknown,
  secrets: [],
  timeZone: 'UTC',
});

it('gives a known answer only where no completion of the unknown paths gives another one', () => {
  const seen = { decided: 0, unknown: 0 };
  const property = fc.property(bool, text => {
    const answer = evaluate(text, scopeOf(KNOWN, {}, UNKNOWN));
    if (answer.status === 'unknown') seen.unknown++;
    if (answer.status !== 'known') return;
    if (/inputs\.[qr]|steps/.test(text)) seen.decided++;
    const complete = COMPLETIONS.map(({ q, r, late }) => evaluate(text, scopeOf({ ...KNOWN, q, r }, late, [])));
    expect(complete.filter(other => other.status === 'unknown' || (other.status === 'known' && other.value !== answer.value))).toEqual([]);
  });
  fc.assert(property, { numRuns: 600, seed: 7 });
  expect(seen.decided).toBeGreaterThan(30);
  expect(seen.unknown).toBeGreaterThan(100);
});

it('gives one same answer with nothing unknown as with unknown paths that are not referred to', () => {
  const property = fc.property(bool, text => {
    const inputs = { ...KNOWN, q: true, r: false };
    const elsewhere = [{ path: ['inputs', 'other'], cause: 'other' }];
    expect(evaluate(text, scopeOf(inputs, { ok: true, n: 1 }, elsewhere))).toEqual(evaluate(text, scopeOf(inputs, { ok: true, n: 1 }, [])));
  });
  fc.assert(property, { numRuns: 200, seed: 11 });
});
