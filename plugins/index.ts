import type { Plugin } from '../engine/core/action.ts';

/** Every plugin with its actions: a new action is one line here. */
export const plugins: readonly Plugin[] = [];
