import type { Plugin } from '../engine/core/action.ts';
import { http } from './http/plugin.ts';
import { slack } from './slack/plugin.ts';

/** Every plugin with its actions: a new action is one line here. */
export const plugins: readonly Plugin[] = [http, slack];
