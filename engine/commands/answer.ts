import { EXIT } from '../core/exit-codes.ts';
import { fail } from '../core/failure.ts';
import type { Json, JsonObject } from '../core/json.ts';
import { runTexts } from '../core/messages/running.ts';
import type { RunSnapshot } from '../core/ports.ts';
import { type Command, RUN_ARGUMENT, STEP_ARGUMENT, WORLD_OPTIONS } from './command.ts';
import { printRefused } from './refuse.ts';

export const answer: Command = {
  name: 'answer',
  summary: 'answer a question, or tick a manual step',
  arguments: [
    RUN_ARGUMENT,
    STEP_ARGUMENT,
    { name: 'values', summary: 'name=value for each question; done, or tick=N, for a manual step', required: true, many: true },
  ],
  options: WORLD_OPTIONS,
  examples: [
    { line: 'runbook answer last rc number=112', says: 'answer a question' },
    { line: 'runbook answer last promote/resolve done', says: 'it is done by hand' },
  ],
  async run(invocation) {
    const [{ gateAt, sendSignal, shownAt }, { parseInput }] = await Promise.all([import('./send-signal.ts'), import('../load/inputs.ts')]);
    const [, step = '', ...given] = invocation.arguments;
    if (given.some(text => text !== 'done' && !text.includes('='))) return printRefused(invocation, 'usage', [runTexts.wantsValues], EXIT.usage);
    const typed = (name: string, text: string, snapshot: RunSnapshot): Json => {
      const field = gateAt(snapshot, step)?.fields?.[name];
      if (!field) return name === 'tick' ? Number(text) : text;
      const parsed = parseInput(field, text);
      return 'value' in parsed ? parsed.value : fail({ code: 'answer', message: `${name}: ${parsed.message}` });
    };
    const valuesOf = (snapshot: RunSnapshot): JsonObject =>
      Object.fromEntries(
        given.map(text =>
          text === 'done'
            ? ['done', true]
            : [text.slice(0, text.indexOf('=')), typed(text.slice(0, text.indexOf('=')), text.slice(text.indexOf('=') + 1), snapshot)],
        ),
      );
    return sendSignal(
      invocation,
      snapshot => ({ type: 'answer', step, values: valuesOf(snapshot), ...shownAt(snapshot, step) }),
      (_run, path) => runTexts.accepted('answered', path),
    );
  },
};
