import type { Plugin } from '../../engine/core/action.ts';
import { approve } from './approve.ts';
import { cancel } from './cancel.ts';
import { pipeline } from './pipeline.ts';
import { rerun } from './rerun.ts';
import { trigger } from './trigger.ts';
import { workflow } from './workflow.ts';

export const circleci: Plugin = {
  name: 'circleci',
  title: 'CircleCI',
  description:
    'Pipelines and workflows of CircleCI, through its API v2. The connection needs a personal `token`; its `url` defaults to https://circleci.com/api/v2.',
  actions: [approve, cancel, pipeline, rerun, trigger, workflow],
  standIn: async () => (await import('./stand-in.ts')).standIn,
};
