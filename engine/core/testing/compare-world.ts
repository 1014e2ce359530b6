import { evaluate, expressionReferences, readExpression } from '../expression.ts';
import type { ExpressionNode } from '../expression-tree.ts';
import type { Json, JsonObject } from '../json.ts';
import { testTexts as say } from '../messages/testing.ts';
import { ROOT } from '../paths.ts';
import { runFacts, scopeAt } from '../scope-of.ts';
import type { Scope } from '../scope.ts';
import type { Observed } from './observed.ts';
import type { Difference } from './test-file.ts';

/** The conditions that do not hold; of `a && b` only the parts that do not, each with the values that it looks at. */
export function compareWorld(conditions: readonly string[], run: Observed): readonly Difference[] {
  return conditions.flatMap((text, index) =>
    partsOf(text).flatMap(part => {
      const scope = scopeOf(part, run);
      const result = evaluate(part, scope);
      if (result.status === 'known' && result.value === true) return [];
      return [{ at: `world[${index}]`, expected: part, got: result.status === 'error' ? result.message : valuesIn(part, scope) }];
    }),
  );
}

/** The roots that a condition may name, beside the stand-ins: those of a step after the last. */
function scopeOf(text: string, { program, head, nodes, view }: Observed): Scope {
  const references = expressionReferences(text);
  const facts = { program, node: (path: string) => nodes.get(path), runFacts: () => runFacts(head, head.now), targetFacts: () => ({}) };
  const scope = scopeAt(facts, ROOT, references);
  return { ...scope, values: { ...scope.values, ...view } };
}

/** `a && b && c` -> its parts, as written. */
function partsOf(text: string): readonly string[] {
  const tree = readExpression(text);
  return tree.status === 'error' ? [text] : conjuncts(tree.root).map(node => tree.text.slice(node.start, node.end));
}

function conjuncts(node: ExpressionNode): readonly ExpressionNode[] {
  return node.op === '&&' ? node.args.flatMap(conjuncts) : [node];
}

/** `git.main.tip = "1f10…", steps.merge.outputs.sha = "94d6…"` */
function valuesIn(text: string, scope: Scope): string {
  const paths = [...new Map(expressionReferences(text).map(path => [path.join('\0'), path])).values()];
  const shown = paths.map(path => say.value(path, textOf(valueAt(scope.values, path))));
  return shown.join(', ') || 'false';
}

function textOf(value: Json | undefined): string {
  return value === undefined ? say.nothing : JSON.stringify(value);
}

function valueAt(values: JsonObject, path: readonly string[]): Json | undefined {
  let here: Json | undefined = values;
  for (const part of path) {
    if (typeof here !== 'object' || here === null) return undefined;
    here = Object.hasOwn(here, part) ? (here as JsonObject)[part] : undefined;
  }
  return here;
}
