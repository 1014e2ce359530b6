import type { Plugin } from '../../engine/core/action.ts';
import { branch } from './branch.ts';
import { commit } from './commit.ts';
import { fetch } from './fetch.ts';
import { freeBranch } from './free-branch.ts';
import { merge } from './merge.ts';
import { notes } from './notes.ts';
import { probeMerge } from './probe-merge.ts';
import { pull } from './pull.ts';
import { remoteRef } from './remote-ref.ts';
import { revert } from './revert.ts';
import { status } from './status.ts';
import { tagsAt } from './tags-at.ts';

export const git: Plugin = {
  name: 'git',
  title: 'Git',
  description:
    'Branches, merges and tags of a local clone and its remotes, through the git command line (2.38 or newer) with your own settings and credentials.',
  needsConnection: false,
  actions: [branch, commit, fetch, freeBranch, merge, notes, probeMerge, pull, remoteRef, revert, status, tagsAt],
  standIn: async () => (await import('./stand-in.ts')).standIn,
};
