import { templateErrors as say } from './messages/language.ts';
import { HELPERS, type Part, type Template, type Term, isHelper } from './template-tree.ts';

/** A text as a template; `offset` of an error counts from the start of the text. */
export type ParsedTemplate =
  | { readonly status: 'ok'; readonly template: Template }
  | { readonly status: 'error'; readonly message: string; readonly offset: number };

type Statement = hbs.AST.Statement;

/** Thrown inside this file only: `readTemplate` turns it into a value. */
type Refusal = { readonly refused: string; readonly offset: number };

/** Handlebars' tree of a text, narrowed to what a runbook may say. */
export function readTemplate(body: readonly Statement[], text: string): ParsedTemplate {
  try {
    return { status: 'ok', template: body.map(statement => toPart(statement, text)) };
  } catch (error) {
    if (!isRefusal(error)) throw error;
    return { status: 'error', message: error.refused, offset: error.offset };
  }
}

/** What to write instead of a form of Handlebars that runbooks do not have; undefined where it is none. */
export function explainSpecial(mustache: string): string | undefined {
  if (mustache.startsWith('{{{') || mustache.startsWith('{{&')) return say.raw;
  if (/^\{\{~?\s*(?:[#^/*]|else\b)/.test(mustache)) return say.block(mustache);
  if (/^\{\{~?>/.test(mustache)) return say.partial(mustache);
  if (mustache.startsWith('{{!')) return say.comment;
  return /^\{\{~|~\}\}$/.test(mustache) ? say.tilde : undefined;
}

function toPart(statement: Statement, text: string): Part {
  if (isContent(statement)) return { type: 'text', text: statement.value };
  const offset = offsetOf(statement.loc.start, text);
  const source = text.slice(offset, offsetOf(statement.loc.end, text));
  if (!isMustache(statement) || !statement.escaped) return refuse(explainSpecial(source) ?? say.notAPath(source), offset);
  if (statement.strip.open || statement.strip.close) return refuse(say.tilde, offset);
  if (statement.path.type !== 'PathExpression') return refuse(say.literal(source), offset);
  return { type: 'value', term: toCallOrPath(statement as Call, text, source), offset };
}

type Call = {
  readonly path: hbs.AST.PathExpression;
  readonly params: readonly hbs.AST.Expression[];
  readonly hash?: hbs.AST.Hash;
  readonly loc: hbs.AST.SourceLocation;
};

function toCallOrPath(call: Call, text: string, source: string): Term {
  const [name = ''] = call.path.parts;
  const offset = offsetOf(call.loc.start, text);
  if (call.hash !== undefined && call.hash.pairs.length > 0) return refuse(say.hash(source), offset);
  const helper = call.path.parts.length === 1 && isHelper(name) ? name : undefined;
  if (helper === undefined && call.params.length === 0) return toPath(call.path, text);
  if (helper === undefined) return refuse(say.unknownHelper(call.path.original, source), offset);
  const [least, most] = HELPERS[helper];
  if (call.params.length < least || call.params.length > most) return refuse(say.arity(helper), offset);
  const args = call.params.map(param => toArgument(param, text));
  const secret = args.find(arg => arg.type === 'path' && arg.path[0] === 'secrets');
  return secret?.type === 'path' ? refuse(say.secretInHelper(secret.text, helper), secret.offset) : { type: 'call', helper, args };
}

function toArgument(node: hbs.AST.Expression, text: string): Term {
  const offset = offsetOf(node.loc.start, text);
  if (node.type === 'PathExpression') return toPath(node as hbs.AST.PathExpression, text);
  if (node.type === 'SubExpression') return toCallOrPath(node as unknown as Call, text, text.slice(offset, offsetOf(node.loc.end, text)));
  const { value } = node as hbs.AST.StringLiteral | hbs.AST.NumberLiteral | hbs.AST.BooleanLiteral;
  if (node.type === 'UndefinedLiteral' || node.type === 'NullLiteral') return refuse(say.literal(text.slice(offset, offsetOf(node.loc.end, text))), offset);
  return { type: 'literal', value };
}

function toPath(path: hbs.AST.PathExpression, text: string): Term {
  const offset = offsetOf(path.loc.start, text);
  const source = text.slice(offset, offsetOf(path.loc.end, text)).trim();
  const plain = source.replaceAll(/\[[^\]]*\]/g, '');
  if (path.data) return refuse(say.data(source), offset);
  if (path.depth > 0 || path.parts.length === 0 || /^this\b|^\.|\//.test(plain)) return refuse(say.relative(source), offset);
  return { type: 'path', path: path.parts, text: source, offset };
}

function offsetOf(position: hbs.AST.Position, text: string): number {
  let start = 0;
  const breaks = /\r\n?|\n/g;
  for (let line = 1; line < position.line && breaks.exec(text); line++) start = breaks.lastIndex;
  return start + position.column;
}

function isContent(statement: Statement): statement is hbs.AST.ContentStatement {
  return statement.type === 'ContentStatement';
}

function isMustache(statement: Statement): statement is hbs.AST.MustacheStatement {
  return statement.type === 'MustacheStatement';
}

function refuse(refused: string, offset: number): never {
  throw { refused, offset } satisfies Refusal;
}

function isRefusal(error: unknown): error is Refusal {
  return typeof error === 'object' && error !== null && 'refused' in error;
}
