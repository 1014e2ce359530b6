import { schemaMessages as say } from '../core/messages/diagnostics.ts';
import { nearestName } from '../core/nearest.ts';
import type { LoadFacts } from './facts.ts';
import type { Finding, Path } from './finding.ts';

/** There is no such action: what is near, and what its plugin has. */
export function unknownAction(uses: string, path: Path, facts: LoadFacts): Finding {
  const names = [...facts.actions.keys()];
  const [plugin] = uses.split('.');
  const near = names.filter(name => name.startsWith(`${plugin}.`));
  const plugins = facts.plugins.map(({ name }) => name);
  return { code: 'unknown-action', path, ...say.unknownAction(uses, nearestName(uses, names), near, plugins) };
}
