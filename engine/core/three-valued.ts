import type { ExpressionNode } from './expression-tree.ts';
import { canonicalJson } from './json.ts';
import type { Evaluated } from './scope.ts';
import { unique } from './unknowns.ts';

/** How the parts of an expression are answered. */
export interface Answers {
  /** Why a node is not known; empty where everything that it refers to is. */
  causes(node: ExpressionNode): readonly string[];
  /** The value of a node that refers to known values only. */
  known(node: ExpressionNode): Evaluated;
  notBool(node: ExpressionNode): Evaluated;
}

/**
 * The value of an expression of which some paths are unknown: known only where every completion gives that value.
 * Only `! && || ?:` are walked, by Kleene's rules; any other node that refers to an unknown path is unknown.
 */
export function evaluateTree(node: ExpressionNode, answers: Answers): Evaluated {
  const causes = answers.causes(node);
  if (causes.length === 0) return answers.known(node);
  switch (node.op) {
    case '!_':
      return negate(node.args, answers);
    case '&&':
      return combine(node.args, false, answers);
    case '||':
      return combine(node.args, true, answers);
    case '?:':
      return choose(node.args, answers);
    default:
      return { status: 'unknown', causes };
  }
}

function negate(node: ExpressionNode, answers: Answers): Evaluated {
  const value = evaluateTree(node, answers);
  if (value.status !== 'known') return value;
  return typeof value.value === 'boolean' ? { status: 'known', value: !value.value } : answers.notBool(node);
}

/** `&&` is decided by one false, `||` by one true, whatever the other side is: CEL lets errors be outvoted too. */
function combine([left, right]: readonly [ExpressionNode, ExpressionNode], decisive: boolean, answers: Answers): Evaluated {
  const sides = [left, right].map(node => ({ node, value: evaluateTree(node, answers) }));
  if (sides.some(({ value }) => value.status === 'known' && value.value === decisive)) return { status: 'known', value: decisive };
  const causes = unique(sides.flatMap(({ value }) => (value.status === 'unknown' ? value.causes : [])));
  if (causes.length > 0) return { status: 'unknown', causes };
  for (const { node, value } of sides) {
    if (value.status !== 'known') return value;
    if (value.value !== !decisive) return answers.notBool(node);
  }
  return { status: 'known', value: !decisive };
}

function choose([condition, left, right]: readonly [ExpressionNode, ExpressionNode, ExpressionNode], answers: Answers): Evaluated {
  const decided = evaluateTree(condition, answers);
  if (decided.status === 'error') return decided;
  if (decided.status === 'known') {
    if (typeof decided.value !== 'boolean') return answers.notBool(condition);
    return evaluateTree(decided.value ? left : right, answers);
  }
  const arms = [evaluateTree(left, answers), evaluateTree(right, answers)] as const;
  const [first, second] = arms;
  if (first.status === 'known' && second.status === 'known' && canonicalJson(first.value) === canonicalJson(second.value)) return first;
  return { status: 'unknown', causes: unique([decided, ...arms].flatMap(arm => (arm.status === 'unknown' ? arm.causes : []))) };
}
