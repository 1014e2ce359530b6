import { isJsonObject } from '../../core/json.ts';
import { ruleMessages as say } from '../../core/messages/rules.ts';
import { nearestName } from '../../core/nearest.ts';
import { paramNames } from '../../core/schema/actions.ts';
import type { RuleSubject } from '../check-rules.ts';
import type { Finding } from '../finding.ts';

/** `defaults:` name plugins, and params that at least one action of the plugin declares. */
export function checkDefaults({ document, facts }: RuleSubject): readonly Finding[] {
  if (!isJsonObject(document.defaults)) return [];
  return Object.entries(document.defaults).flatMap(([name, params]) => {
    const plugin = facts.plugins.find(candidate => candidate.name === name);
    const names = facts.plugins.map(candidate => candidate.name);
    if (!plugin) return [{ code: 'unknown-plugin', path: ['defaults', name], key: true, ...say.unknownPlugin(name, nearestName(name, names), names) }];
    if (!isJsonObject(params)) return [];
    const known = new Set(['connection', ...plugin.actions.flatMap(paramNames)]);
    return Object.keys(params)
      .filter(key => !known.has(key))
      .map(
        (key): Finding => ({
          code: 'unused-default',
          path: ['defaults', name, key],
          key: true,
          ...say.unusedDefault(name, key, nearestName(key, known), [...known]),
        }),
      );
  });
}
