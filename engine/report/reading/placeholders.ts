import { type Json, textOf } from '../../core/json.ts';
import type { Reference } from '../../core/scope.ts';
import { parseTemplate } from '../../core/template.ts';
import type { Term } from '../../core/template-tree.ts';

/** A text or value as its author wrote it, each `{{ path }}` as a short name in angle marks: `‹cut.name›`. */
export function fillPlaceholders(value: Json): string {
  const parsed = parseTemplate(textOf(value));
  if (parsed.status === 'error') return textOf(value);
  return parsed.template.map(part => (part.type === 'text' ? part.text : `‹${shortTerm(part.term)}›`)).join('');
}

/** `steps.cut.outputs.name` is `cut.name`, `inputs.repo` is `repo`, the step's own `outputs.sha` is `sha`. */
export function shortPath([root = '', ...rest]: Reference): string {
  const parts = rest.map(String);
  if (root === 'inputs' || root === 'outputs') return parts.length > 0 ? parts.join('.') : root;
  if (root !== 'steps') return [root, ...parts].join('.');
  const [id = '', second, ...deeper] = parts;
  return second === 'outputs' && deeper.length > 0 ? [id, ...deeper].join('.') : parts.join('.');
}

function shortTerm(term: Term): string {
  switch (term.type) {
    case 'literal':
      return String(term.value);
    case 'path':
      return shortPath(term.path);
    case 'call': {
      const [first, second] = term.args.map(shortTerm);
      if (term.helper === 'or') return term.args.map(orTerm).filter(Boolean).join(' or ');
      return term.helper === 'date' ? `${first} (${second})` : (first ?? '');
    }
  }
}

/** What stands in when nothing else is there. */
function orTerm(term: Term): string {
  if (term.type !== 'literal') return shortTerm(term);
  return term.value === '' ? '' : `"${term.value}"`;
}
