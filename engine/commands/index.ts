import { actions } from './actions.ts';
import type { Command } from './command.ts';
import { list } from './list.ts';
import { schema } from './schema.ts';
import { validate } from './validate.ts';

/** Every command, in the order in which help shows them: a new one is one line here. */
export const commands: readonly Command[] = [list, validate, actions, schema];
