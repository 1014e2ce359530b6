import type { Plugin } from '../engine/core/action.ts';
import { asg } from './asg/plugin.ts';
import { circleci } from './circleci/plugin.ts';
import { ecr } from './ecr/plugin.ts';
import { git } from './git/plugin.ts';
import { github } from './github/plugin.ts';
import { gitlab } from './gitlab/plugin.ts';
import { hokusai } from './hokusai/plugin.ts';
import { horizon } from './horizon/plugin.ts';
import { http } from './http/plugin.ts';
import { k8s } from './k8s/plugin.ts';
import { newrelic } from './newrelic/plugin.ts';
import { slack } from './slack/plugin.ts';

/** Every plugin with its actions: a new action is one line here. */
export const plugins: readonly Plugin[] = [asg, circleci, ecr, git, github, gitlab, hokusai, horizon, http, k8s, newrelic, slack];
