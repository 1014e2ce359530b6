import { actions } from './actions.ts';
import type { Command } from './command.ts';

/** Every command, in the order in which help shows them: a new one is one line here. */
export const commands: readonly Command[] = [actions];
