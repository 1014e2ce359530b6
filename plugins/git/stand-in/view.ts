/** What tests and people see of a repository. */
import type { JsonObject } from '../../../engine/core/json.ts';
import type { WorldIo } from '../../../engine/core/stand-in.ts';
import type { Refs } from './repository.ts';
import { readRefs } from './repository.ts';

/** Branches by name, each `{sha, tree, parents}`; `commits` by their names in the world, `tags` and, where there is one, `mirror`. */
export async function viewRepository(world: WorldIo, origin: string, mirror: string | undefined, names: Readonly<Record<string, string>>): Promise<JsonObject> {
  const refs = await peeledRefs(world, origin);
  const branches = pick(refs, 'refs/heads/');
  const facts = await readCommits(world, origin, [...Object.values(branches), ...Object.values(names)]);
  const show = (shas: Readonly<Record<string, string>>): JsonObject =>
    Object.fromEntries(Object.entries(shas).map(([name, sha]) => [name, facts.get(sha) ?? { sha }]));
  return {
    ...show(branches),
    commits: show(names),
    tags: pick(refs, 'refs/tags/'),
    ...(mirror !== undefined && { mirror: pick(await readRefs(world, mirror), 'refs/heads/') }),
  };
}

/** One line a branch: where it stands, by the commit's name where the world gave it one. */
export async function summarizeRepository(world: WorldIo, name: string, origin: string, names: Readonly<Record<string, string>>): Promise<string> {
  const refs = await peeledRefs(world, origin);
  const byName = new Map(Object.entries(names).map(([commit, sha]) => [sha, commit]));
  const branches = Object.entries(pick(refs, 'refs/heads/')).map(([branch, sha]) => `${branch} at ${byName.get(sha) ?? sha.slice(0, 7)}`);
  const tags = Object.keys(pick(refs, 'refs/tags/'));
  return `${name}: ${[...branches, ...(tags.length > 0 ? [`tags ${tags.join(', ')}`] : [])].join(' · ')}`;
}

/** Tags lead to their commits. */
async function peeledRefs(world: WorldIo, folder: string): Promise<Refs> {
  const format = '--format=%(refname) %(if)%(*objectname)%(then)%(*objectname)%(else)%(objectname)%(end)';
  const { stdout } = await world.exec(['git', '-C', folder, 'for-each-ref', format, 'refs/heads/', 'refs/tags/']);
  return Object.fromEntries(stdout.split('\n').flatMap(line => (line === '' ? [] : [line.split(' ', 2) as [string, string]])));
}

function pick(refs: Refs, prefix: string): Refs {
  return Object.fromEntries(Object.entries(refs).flatMap(([ref, sha]) => (ref.startsWith(prefix) ? [[ref.slice(prefix.length), sha]] : [])));
}

async function readCommits(world: WorldIo, folder: string, shas: readonly string[]): Promise<ReadonlyMap<string, JsonObject>> {
  const input = `${[...new Set(shas)].join('\n')}\n`;
  const { stdout } = await world.exec(['git', '-C', folder, 'log', '--no-walk', '--stdin', '--format=%H%x00%T%x00%P%x00%s'], { input });
  return new Map(
    stdout.split('\n').map(line => {
      const [sha = '', tree = '', parents = '', subject = ''] = line.split('\0');
      return [sha, { sha, tree, parents: parents.split(' ').filter(parent => parent !== ''), subject }];
    }),
  );
}
