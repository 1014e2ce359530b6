import { defineRead } from '../../engine/core/action.ts';
import { openClone, readGit } from './client.ts';
import { resolveCommit } from './refs.ts';
import { FETCHED_FIRST, REMOTE, REPO } from './schemas.ts';

const LISTED = 300;

export const notes = defineRead({
  name: 'notes',
  summary: 'List what is new, as Markdown',
  description: `One line a commit that \`to\` has and \`from\` has not, newest first, without merges. ${FETCHED_FIRST}`,
  version: 1,
  params: {
    type: 'object',
    additionalProperties: false,
    required: ['from', 'to'],
    properties: {
      repo: REPO,
      remote: REMOTE,
      from: { type: 'string', minLength: 1, description: 'What is out already' },
      to: { type: 'string', minLength: 1, description: 'What goes out' },
      list: { enum: ['commits', 'merges'], description: '`merges`: the merges into the branch instead of single commits. Default: `commits`' },
    },
  },
  outputs: {
    type: 'object',
    required: ['markdown', 'count'],
    properties: {
      markdown: { type: 'string', description: `A list, of at most ${LISTED} lines` },
      count: { type: 'integer', description: 'How many commits there are' },
    },
  },
  examples: [{ title: 'What a release brings', with: { from: 'origin/main', to: 'HEAD' } }],
  async run(params, context) {
    const clone = openClone(context, params);
    const range = `${await resolveCommit(clone, params.from)}..${await resolveCommit(clone, params.to)}`;
    const which = params.list === 'merges' ? ['--merges', '--first-parent'] : ['--no-merges'];
    const count = Number((await readGit(clone, ['rev-list', '--count', ...which, range])).stdout);
    const { stdout } = await readGit(clone, ['log', `--max-count=${LISTED}`, '--encoding=UTF-8', '--format=%H%x00%s%x00%an', ...which, range]);
    const lines = stdout
      .split('\n')
      .filter(line => line !== '')
      .map(toLine);
    const rest = count > lines.length ? [`- and ${count - lines.length} more`] : [];
    return { count, markdown: count === 0 ? 'No changes.' : [...lines, ...rest].join('\n') };
  },
});

function toLine(record: string): string {
  const [sha = '', subject = '', author = ''] = record.split('\0');
  return `- ${subject} (${sha.slice(0, 7)}, ${author})`;
}
