import { defineRead } from '../../engine/core/action.ts';
import { openGitLab } from './client.ts';
import { PROJECT } from './schemas.ts';

export const lastRelease = defineRead({
  name: 'last_release',
  summary: 'Find the number of the last release, and the next one',
  description:
    'Looks at the releases named PREFIX and a number (`RC 112`, `RC 112.1`), and at the titles of merged merge requests that name one (`Deploy RC 112 to Prod`), since releases are forgotten. Only where both agree is the number `sure`.',
  version: 1,
  params: {
    type: 'object',
    additionalProperties: false,
    required: ['project', 'prefix'],
    properties: {
      project: PROJECT,
      prefix: { type: 'string', minLength: 1, description: "What stands before the number in a release's name: `RC `" },
      bump: { enum: ['full', 'patch'], description: 'What comes next: `full` 113 after 112.1, `patch` 112.2. Default: `full`' },
    },
  },
  outputs: {
    type: 'object',
    required: ['next', 'sure'],
    properties: {
      number: { type: 'string', description: 'The last number (`112` or `112.1`); absent where there is none' },
      next: { type: 'string', description: 'The number that follows it' },
      name: { type: 'string', description: 'Name of the last release; absent where there is none' },
      sure: { type: 'boolean', description: 'False where there is no release yet, or releases and merge requests disagree' },
    },
  },
  examples: [{ title: 'The next full release', with: { project: 'lg/identity-pki', prefix: 'RC ', bump: 'full' } }],
  async run({ project, prefix, bump = 'full' }, context) {
    const gitlab = await openGitLab(context);
    const names = (await gitlab.releases.all(project, { perPage: 100, maxPages: 1 })).map(({ name }) => name ?? '');
    const merged = await gitlab.mergeRequests.all({ projectId: project, state: 'merged', search: prefix.trim(), perPage: 100, maxPages: 1 });
    const released = highest(names.flatMap(name => findNumber(name, prefix, 'whole')));
    const promoted = highest(merged.flatMap(({ title }) => findNumber(title, prefix, 'part')));
    const last = highest([released, promoted].filter(number => number !== undefined));
    const name = released && names.find(candidate => isSame(findNumber(candidate, prefix, 'whole')[0], released));
    return {
      ...(last && { number: print(last) }),
      next: print(follow(last, bump)),
      ...(name !== undefined && { name }),
      sure: released !== undefined && isSame(released, promoted),
    };
  },
});

/** Full and fractional part: 112.1 is [112, 1]. */
type ReleaseNumber = readonly [number, number];

function findNumber(text: string, prefix: string, where: 'whole' | 'part'): readonly ReleaseNumber[] {
  const pattern = `${escapePattern(prefix)}(\\d{1,9})(?:\\.(\\d{1,9}))?`;
  const match = (where === 'whole' ? new RegExp(`^${pattern}$`) : new RegExp(`(?<![\\w.])${pattern}(?![\\w]|\\.\\d)`)).exec(text);
  return match ? [[Number(match[1]), Number(match[2] ?? 0)]] : [];
}

/** RegExp.escape is younger than the oldest Node that is supported. */
function escapePattern(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}

function highest(numbers: readonly ReleaseNumber[]): ReleaseNumber | undefined {
  return numbers.toSorted((a, b) => b[0] - a[0] || b[1] - a[1])[0];
}

function isSame(a: ReleaseNumber | undefined, b: ReleaseNumber | undefined): boolean {
  return a !== undefined && b !== undefined && a[0] === b[0] && a[1] === b[1];
}

function follow(last: ReleaseNumber | undefined, bump: 'full' | 'patch'): ReleaseNumber {
  if (!last) return [1, 0];
  return bump === 'full' ? [last[0] + 1, 0] : [last[0], last[1] + 1];
}

function print([full, fraction]: ReleaseNumber): string {
  return fraction === 0 ? String(full) : `${full}.${fraction}`;
}
