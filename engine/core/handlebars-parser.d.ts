/** Handlebars' parser alone: the whole package costs 20 ms of start-up more, and we interpret the tree ourselves. */
declare module 'handlebars/dist/cjs/handlebars/compiler/base.js' {
  import 'handlebars';
  export function parseWithoutProcessing(input: string): hbs.AST.Program;
}
