import { flowText } from '../../core/flow-text.ts';
import { isJsonObject, type Json } from '../../core/json.ts';
import { ruleMessages as say } from '../../core/messages/rules.ts';
import { plainCommand } from '../../core/plain-command.ts';
import { formatDuration } from '../../core/duration.ts';
import type { RuleSubject } from '../check-rules.ts';
import type { Finding, Path } from '../finding.ts';

/** A script that is one plain command needs no shell; one that only sleeps is lost with the process that runs it. */
export function checkPlainCommands({ steps }: RuleSubject): readonly Finding[] {
  return steps.flatMap(({ step, path }) => [
    ...checkScript(step.run, [...path, 'run'], true),
    ...['check', 'verify'].flatMap(key => {
      const reading = step[key];
      return isJsonObject(reading) ? checkScript(reading.run, [...path, key, 'run'], false) : [];
    }),
  ]);
}

function checkScript(script: Json | undefined, path: Path, isStep: boolean): readonly Finding[] {
  const words = typeof script === 'string' ? plainCommand(script) : undefined;
  if (!words) return [];
  const seconds = isStep && words.length === 2 && words[0] === 'sleep' ? Number(words[1]) : Number.NaN;
  const sentence = seconds > 0 ? say.sleeps(formatDuration(seconds * 1_000)) : say.needlessShell(flowText(words));
  return [{ code: 'needless-shell', path, severity: 'warning', ...sentence }];
}
