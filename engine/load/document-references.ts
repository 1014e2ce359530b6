import { paramsOf } from '../core/schema/actions.ts';
import { checkReferences, type ReferenceFacts } from './check-references.ts';
import type { LoadFacts } from './facts.ts';
import type { Finding } from './finding.ts';
import type { LoadedDocument } from './load-document.ts';

/** Checks what templates and conditions refer to, in every document whose shape allows it. */
export function referenceCheck(documents: ReadonlyMap<string, LoadedDocument>, { actions }: LoadFacts): (document: LoadedDocument) => readonly Finding[] {
  const facts: ReferenceFacts = {
    outputsOf: step => (step.uses === undefined ? undefined : actions.get(step.uses)?.action.outputs),
    paramsOf: name => {
      const named = actions.get(name);
      return named && paramsOf(named.action);
    },
    checksItself: name => actions.get(name)?.action.check !== undefined,
    runbookOf: name => documents.get(name)?.runbook,
  };
  return ({ runbook, findings }) => (runbook ? withoutEchoes(checkReferences(runbook, facts), findings) : []);
}

/** What is said inside of something that should not be there at all. */
function withoutEchoes(references: readonly Finding[], findings: readonly Finding[]): readonly Finding[] {
  const misplaced = new Set(
    findings.filter(({ code }) => code === 'unknown-key' || code === 'misplaced-key' || code === 'unknown-param').map(({ path }) => JSON.stringify(path)),
  );
  if (misplaced.size === 0) return references;
  return references.filter(({ path }) => !path.some((_, index) => misplaced.has(JSON.stringify(path.slice(0, index + 1)))));
}
