import type { ReadContext } from '../../engine/core/action.ts';
import { defineChange } from '../../engine/core/action.ts';
import { fail } from '../../engine/core/failure.ts';
import { openGitHub, orMissing, splitRepo } from './client.ts';
import { effects, failures } from './messages.ts';
import { readPull } from './read-pull.ts';
import { NUMBER, REPO } from './schemas.ts';

export const assign = defineChange({
  name: 'assign',
  summary: 'Assign a pull request to somebody',
  description:
    'Without `who`: to the person with the most commits in it who can be assigned, never a bot. Where somebody is assigned already, by whomever, nothing is changed.',
  version: 1,
  interrupted: 'check',
  params: {
    type: 'object',
    additionalProperties: false,
    required: ['repo', 'number'],
    properties: { repo: REPO, number: NUMBER, who: { type: 'string', minLength: 1, description: 'A login, or `top-committer` (the default)' } },
  },
  outputs: { type: 'object', required: ['login'], properties: { login: { type: 'string', description: 'Who is assigned' } } },
  examples: [{ title: 'To whom knows most of it', with: { repo: 'artsy/force', number: 1, who: 'top-committer' } }],
  async preview(params, context) {
    if (await assigned(params, context)) return [];
    const login = await choose(params, context);
    return [
      { does: 'POST issues/assignees', to: params.repo, data: { number: params.number, assignees: [login] }, says: effects.assign(params.number, login) },
    ];
  },
  async check(params, context) {
    const login = await assigned(params, context);
    return login === undefined ? { done: false } : { done: true, outputs: { login } };
  },
  async run(params, context, [effect]) {
    if (effect) {
      const { assignees } = effect.data as { readonly assignees: string[] };
      await context.change(effect, async io => {
        const { rest } = await openGitHub(context, io);
        await rest.issues.addAssignees({ ...splitRepo(params.repo), issue_number: params.number, assignees });
      });
    }
    return { login: (await assigned(params, context)) ?? fail(failures.nobody(params.number)) };
  },
});

interface Wanted {
  readonly repo: string;
  readonly number: number;
  readonly who?: string;
}

const TOP = 'top-committer';

/** GitHub silently drops an assignee who may not be one. */
async function assigned({ repo, number, who = TOP }: Wanted, context: ReadContext): Promise<string | undefined> {
  const { assignees } = await readPull(context, repo, number);
  return who === TOP ? assignees[0] : assignees.find(login => login === who);
}

async function choose({ repo, number, who = TOP }: Wanted, context: ReadContext): Promise<string> {
  if (who !== TOP) return (await isAssignable(context, repo, who)) ? who : fail(failures.notAssignable(repo, who));
  for (const login of await readCommitters(context, repo, number)) {
    if (await isAssignable(context, repo, login)) return login;
  }
  return fail(failures.nobody(number));
}

/** People by their number of commits, the most first. */
async function readCommitters(context: ReadContext, repo: string, number: number): Promise<readonly string[]> {
  const { rest, paginate } = await openGitHub(context);
  const commits = await paginate(rest.pulls.listCommits, { ...splitRepo(repo), pull_number: number, per_page: 100 });
  const counts = new Map<string, number>();
  for (const { author } of commits) {
    if (author && author.type !== 'Bot' && !author.login.endsWith('[bot]')) counts.set(author.login, (counts.get(author.login) ?? 0) + 1);
  }
  return [...counts].toSorted(([, a], [, b]) => b - a).map(([login]) => login);
}

async function isAssignable(context: ReadContext, repo: string, login: string): Promise<boolean> {
  const { rest } = await openGitHub(context);
  return (await orMissing(rest.issues.checkUserCanBeAssigned({ ...splitRepo(repo), assignee: login }))) !== undefined;
}
