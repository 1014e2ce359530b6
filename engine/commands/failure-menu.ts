import type { Signal } from '../core/events.ts';
import type { JsonObject } from '../core/json.ts';
import { promptTexts as say } from '../core/messages/prompts.ts';
import type { GateState } from '../core/state.ts';

type Choice = 'login' | 'retry' | 'look' | 'skip' | 'done' | 'roll back' | 'fail';

/** How the menu asks. */
export interface Asker {
  choose(choices: readonly { readonly value: Choice; readonly name: string }[]): Promise<Choice | undefined>;
  reason(): Promise<string>;
  fields(asked: NonNullable<GateState['fields']>): Promise<JsonObject>;
  /** False where it failed, and the person was told. */
  readonly logIn: ((login: NonNullable<GateState['login']>) => Promise<boolean>) | undefined;
}

/** What to do about a step that failed, or that needs a login; undefined: later. A login that worked is a retry. */
export async function askAboutFailure(step: string, gate: GateState, { choose, reason, fields, logIn }: Asker): Promise<Signal | undefined> {
  const { shown, login } = gate;
  for (;;) {
    const choice = await choose(choicesOf(gate, logIn !== undefined));
    switch (choice) {
      case undefined:
        return undefined;
      case 'login':
        if (login && (await logIn?.(login))) return { type: 'retry', step, shown };
        break;
      case 'retry':
        return { type: 'retry', step, shown };
      case 'look':
        return { type: 'retry', step, look: true, shown };
      case 'skip':
        return { type: 'skip', step, reason: await reason(), shown };
      case 'done':
        return { type: 'settle', step, as: 'done', reason: await reason(), shown };
      case 'roll back':
        return { type: 'settle', step, as: 'fail', rollback: await fields(gate.rollbackAsks ?? {}), shown };
      case 'fail':
        return { type: 'settle', step, as: 'fail', shown };
    }
  }
}

function choicesOf({ kind, login, canLook, noOverride, rollback }: GateState, canLogIn: boolean): readonly { readonly value: Choice; readonly name: string }[] {
  const choices: readonly (readonly [Choice, string, boolean])[] = [
    ['login', say.logIn(login?.command.join(' ') ?? ''), login !== undefined && canLogIn],
    ['retry', kind === 'login' ? say.loggedIn : say.retry, true],
    ['look', say.look, canLook ?? false],
    ['skip', say.skip, !noOverride],
    ['done', say.markDone, !noOverride],
    ['roll back', say.rollBack(rollback ?? ''), rollback !== undefined],
    ['fail', say.giveUp, true],
  ];
  return choices.filter(([, , isOffered]) => isOffered).map(([value, name]) => ({ value, name }));
}
