import { parseDuration } from './duration.ts';
import { type Bound, type ExpressionNode, UNBOUND, comprehensionOf, partsOf } from './expression-tree.ts';
import { expressionSyntax as say } from './messages/language.ts';

/** Something wrong in an expression, and where in its text. */
export interface ExpressionProblem {
  readonly message: string;
  readonly offset: number;
  readonly length: number;
}

const DEPTH_LIMIT = 100;
const NESTING_LIMIT = 2;
const PATTERN_LIMIT = 500;

/** The first thing in a tree that conditions do not have, or that could take for ever. */
export function findForbidden(root: ExpressionNode): ExpressionProblem | undefined {
  const walk = (node: ExpressionNode, bound: Bound, depth: number, nesting: number): ExpressionProblem | undefined => {
    const walks = comprehensionOf(node) ? nesting + 1 : nesting;
    const message = depth > DEPTH_LIMIT ? say.tooLong : walks > NESTING_LIMIT ? say.nesting : forbiddenHere(node, bound);
    if (message !== undefined) return { message, offset: node.start, length: node.end - node.start };
    for (const [index, [part, inside]] of partsOf(node, bound).entries()) {
      // The list that is walked is evaluated once, its bodies once an item; a flat `a && b && c` is not deep.
      const problem = walk(part, inside, part.op === node.op && index === 0 ? depth : depth + 1, index === 0 ? nesting : walks);
      if (problem) return problem;
    }
    return undefined;
  };
  return walk(root, UNBOUND, 0, 0);
}

function forbiddenHere(node: ExpressionNode, bound: Bound): string | undefined {
  if (node.op === 'id' && !bound.has(node.args) && UNAVAILABLE.has(node.args)) return say.notAvailable(node.args);
  if (node.op === 'rcall' && node.args[0] === 'matches') return forbiddenPattern(node.args[2][0]);
  if (node.op !== 'call') return undefined;
  const [name, [argument]] = node.args;
  if (TWINS.has(name)) return say.notAvailable(name);
  if (FOREIGN.has(name)) return say.foreignCall(name);
  if (name !== 'duration' || argument?.op !== 'value' || typeof argument.args !== 'string') return undefined;
  return parseDuration(argument.args.replace(/^-/, '')) === undefined ? say.duration(argument.args) : undefined;
}

/** Names of the library that runbooks do not have, and our own capped twins. */
const UNAVAILABLE = new Set(['cel', 'google']);
const TWINS = new Set(['counted', 'duration_of']);
/** What GitHub Actions has in conditions. */
const FOREIGN = new Set(['always', 'cancelled', 'failure', 'success']);

function forbiddenPattern(node: ExpressionNode | undefined): string | undefined {
  if (node?.op !== 'value' || typeof node.args !== 'string') return say.patternNotText;
  const pattern = node.args;
  if (pattern.length > PATTERN_LIMIT) return say.patternTooLong(PATTERN_LIMIT);
  try {
    new RegExp(pattern);
  } catch {
    return say.patternInvalid;
  }
  return isSlow(pattern) ? say.patternSlow : undefined;
}

/** Whether a repeated group repeats or chooses inside, refers back, or looks around: what makes a match take exponential time. */
function isSlow(pattern: string): boolean {
  const plain = pattern
    .replaceAll(/\\[1-9k]/g, '(?=')
    .replaceAll(/\\./gs, 'x')
    .replaceAll(/\[[^\]]*\]/g, 'x');
  if (/\(\?<?[=!]/.test(plain)) return true;
  const open: boolean[] = [];
  let repeats = false;
  for (const match of plain.matchAll(/\((?:\?:|\?<\w+>)?|\)(?<after>[*+]|\{\d+,?\d*\})?|[*+|]|\{\d+,\d*\}/g)) {
    if (match[0].startsWith('(')) {
      open.push(repeats);
      repeats = false;
    } else if (match[0].startsWith(')')) {
      if (repeats && match.groups?.['after'] !== undefined) return true;
      repeats = (open.pop() ?? false) || repeats || match.groups?.['after'] !== undefined;
    } else repeats = true;
  }
  return false;
}
