import type { ReadContext } from '../../engine/core/action.ts';
import { defineChange } from '../../engine/core/action.ts';
import { fail } from '../../engine/core/failure.ts';
import { openGitLab, orMissing } from './client.ts';
import { releaseElsewhere, releaseExists } from './failures.ts';
import { PROJECT, URL } from './schemas.ts';

export const release = defineChange({
  name: 'release',
  summary: 'Publish a release on a tag',
  description:
    'The tag must be there already: GitLab would make an unsigned one. A release of another name on the tag is never changed, and one of this name on another tag is told.',
  version: 1,
  interrupted: 'check',
  params: {
    type: 'object',
    additionalProperties: false,
    required: ['project', 'tag', 'name'],
    properties: {
      project: PROJECT,
      tag: { type: 'string', minLength: 1, description: 'The tag' },
      name: { type: 'string', minLength: 1, description: 'Name of the release' },
      description: { type: 'string', description: 'Its notes, as Markdown' },
    },
  },
  outputs: { type: 'object', required: ['url'], properties: { url: URL } },
  examples: [{ title: 'Publish a release', with: { project: 'lg/identity-pki', tag: '2026-03-10T190412', name: 'RC 112', description: '- Fix' } }],
  async preview(params, context) {
    const { project, tag, name, description = '' } = params;
    if (await findRelease(params, context)) return [];
    return [{ does: 'POST releases', to: project, data: { tag_name: tag, name, description }, says: `publish release ${JSON.stringify(name)} on tag ${tag}` }];
  },
  async check(params, context) {
    const outputs = await findRelease(params, context);
    return outputs ? { done: true, outputs } : { done: false };
  },
  async run(params, context, [effect]) {
    if (effect) {
      await context.change(effect, async io => {
        const { project, tag, name, description = '' } = params;
        const { releases } = await openGitLab(context, io.fetch);
        await releases.create(project, { tagName: tag, name, description });
      });
    }
    return (await findRelease(params, context)) ?? fail({ code: 'not-found', message: `GitLab does not show the release on ${params.tag}.` });
  },
});

interface Wanted {
  readonly project: string;
  readonly tag: string;
  readonly name: string;
}

/** The release of this name on this tag. Fails where either of the two belongs to another release. */
async function findRelease({ project, tag, name }: Wanted, context: ReadContext): Promise<{ url: string } | undefined> {
  const { releases } = await openGitLab(context);
  const found = await orMissing(releases.show(project, tag));
  if (!found) {
    const namesake = (await releases.all(project, { perPage: 100, maxPages: 1 })).find(other => other.name === name);
    return namesake && fail(releaseElsewhere(name, namesake.tag_name));
  }
  const { self } = found['_links'];
  return found.name === name ? { url: self } : fail(releaseExists(tag, found.name ?? ''));
}
