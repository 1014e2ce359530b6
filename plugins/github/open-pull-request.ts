import type { Effect, ReadContext } from '../../engine/core/action.ts';
import { defineChange } from '../../engine/core/action.ts';
import { isFailureError } from '../../engine/core/failure.ts';
import { openGitHub, splitRepo } from './client.ts';
import { effects } from './messages.ts';
import { NUMBER, REPO, SHA, URL } from './schemas.ts';

export const openPullRequest = defineChange({
  name: 'open_pull_request',
  summary: 'Open a pull request',
  description:
    'An open one from the same head to the same base is used as it is: its title and text may have been edited by people. Where the head has no commits that the base lacks there is nothing to open: that is an answer, and `opened` is false.',
  version: 1,
  interrupted: 'check',
  settleAfter: '5s',
  params: {
    type: 'object',
    additionalProperties: false,
    required: ['repo', 'head', 'base', 'title'],
    properties: {
      repo: REPO,
      head: { type: 'string', minLength: 1, description: 'The branch that is to be merged, of the same repository' },
      base: { type: 'string', minLength: 1, description: 'The branch that it is to be merged into' },
      title: { type: 'string', minLength: 1, maxLength: 256, description: 'Its title' },
      description: { type: 'string', maxLength: 65_000, description: 'Its text, as Markdown' },
      draft: { type: 'boolean', description: 'Whether it is a draft. Default: false' },
    },
  },
  outputs: {
    type: 'object',
    required: ['opened', 'created'],
    properties: {
      opened: { type: 'boolean', description: 'False where there is nothing to merge' },
      created: { type: 'boolean', description: 'False where an open one was there' },
      number: NUMBER,
      url: URL,
      head_sha: { ...SHA, description: 'Tip of its head' },
      created_at: { type: 'string', description: 'When it was opened, ISO' },
    },
  },
  examples: [{ title: 'Promote staging', with: { repo: 'artsy/force', head: 'staging', base: 'release', title: 'Deploy' } }],
  async preview(params, context) {
    return (await findOpen(params, context)) || !(await hasCommits(params, context)) ? [] : [toEffect(params)];
  },
  async check(params, context) {
    const found = await findOpen(params, context);
    return found ? { done: true, outputs: toOutputs(found, false) } : { done: false };
  },
  async run(params, context, [effect]) {
    if (!effect) return (await reuse(params, context)) ?? NOTHING;
    return context.change(effect, async io => {
      const { rest } = await openGitHub(context, io);
      const made = await rest.pulls.create({ ...splitRepo(params.repo), ...toBody(params) }).catch(orNothing);
      if (made) return toOutputs(made.data, true);
      return (await reuse(params, context)) ?? NOTHING;
    });
  },
});

interface Wanted {
  readonly repo: string;
  readonly head: string;
  readonly base: string;
  readonly title: string;
  readonly description?: string;
  readonly draft?: boolean;
}

interface Found {
  readonly number: number;
  readonly html_url: string;
  readonly created_at: string;
  readonly head: { readonly sha: string };
}

const NOTHING = { opened: false, created: false };

/** The open one of these branches. Without the owner GitHub ignores the filter and gives every open one. */
export async function findOpen({ repo, head, base }: Pick<Wanted, 'repo' | 'head' | 'base'>, context: ReadContext): Promise<Found | undefined> {
  const { rest } = await openGitHub(context);
  const { owner } = splitRepo(repo);
  return (await rest.pulls.list({ ...splitRepo(repo), state: 'open', head: `${owner}:${head}`, base })).data[0];
}

async function reuse(params: Wanted, context: ReadContext) {
  const found = await findOpen(params, context);
  return found && toOutputs(found, false);
}

async function hasCommits({ repo, base, head }: Wanted, context: ReadContext): Promise<boolean> {
  const { rest } = await openGitHub(context);
  return (await rest.repos.compareCommitsWithBasehead({ ...splitRepo(repo), basehead: `${base}...${head}`, per_page: 1 })).data.ahead_by > 0;
}

/** Somebody was faster: the head has been merged meanwhile, or another has opened it. Every other refusal passes. */
function orNothing(error: unknown): undefined {
  const isAnswer = isFailureError(error) && error.failure.code === 'refused' && /No commits between|already exists/.test(error.message);
  if (!isAnswer) throw error;
}

function toBody({ repo, head, base, title, description = '', draft = false }: Wanted) {
  return { head: `${splitRepo(repo).owner}:${head}`, base, title, body: description, draft };
}

function toEffect(params: Wanted): Effect {
  return { does: 'POST pulls', to: params.repo, data: toBody(params), says: effects.openPull(params.title, params.head, params.base) };
}

function toOutputs({ number, html_url: url, created_at, head }: Found, created: boolean) {
  return { opened: true, created, number, url, head_sha: head.sha, created_at };
}
