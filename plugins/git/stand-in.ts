/** Real repositories for a world: origins, mirrors that follow them, and clones for the person who deploys. */
import { rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseDuration } from '../../engine/core/duration.ts';
import { isJsonObject } from '../../engine/core/json.ts';
import type { Json, JsonObject } from '../../engine/core/json.ts';
import type { StandIn, StandInDefinition, WorldIo } from '../../engine/core/stand-in.ts';
import { gpg } from './stand-in/gpg.ts';
import type { Places, Refs } from './stand-in/repository.ts';
import { createRepository, placesOf, pushCommit, readRefs, setRefs, writeHooks } from './stand-in/repository.ts';
import type { RepositoryFault, RepositoryPart } from './stand-in/schema.ts';
import { FAULTS, PART } from './stand-in/schema.ts';
import { summarizeRepository, viewRepository } from './stand-in/view.ts';

export const standIn: StandInDefinition = { schema: PART, faults: FAULTS, programs: { gpg }, start };

/** What is kept of one repository beside the repository itself. */
type Kept = {
  commits: Record<string, string>;
  refused: string[];
  /** Milliseconds that the mirror stays behind. */
  lag: number;
  /** The origin as it was last seen, and what the mirror has still to become. */
  seen: Refs;
  due: { at: number; refs: Refs }[];
};

interface Running {
  readonly world: WorldIo;
  readonly parts: Readonly<Record<string, RepositoryPart>>;
  readonly kept: Record<string, Kept>;
  readonly author: string;
  looking: Promise<void>;
}

async function start(part: JsonObject, world: WorldIo): Promise<StandIn> {
  const person = Object.keys(world.people)[0] ?? 'operator';
  const parts = part as Readonly<Record<string, RepositoryPart>>;
  const running: Running = {
    world,
    parts,
    kept: world.state<Record<string, Kept>>({}),
    author: `${person} <${person}@example.test>`,
    looking: Promise.resolve(),
  };
  const config = writeConfig(running, person);
  const notify = await world.serve(async ({ path }) => {
    await observe(running, path.slice(1));
    return { status: 204, wrote: true };
  });
  for (const name of Object.keys(parts)) await openRepository(running, name, notify);
  const env = { GIT_CONFIG_GLOBAL: config, GIT_CONFIG_NOSYSTEM: '1' };
  return {
    connections: {},
    env,
    roots: Object.fromEntries(Object.keys(parts).map(name => [name, rootsOf(running, name)])),
    answer: (question, about) => answer(running, question, about),
    inject: fault => inject(running, fault),
    view: async () => {
      const views = Object.entries(running.kept).map(
        async ([name, { commits }]) => [name, await viewRepository(world, ...viewed(running, name), commits)] as const,
      );
      return Object.fromEntries(await Promise.all(views));
    },
    summary: () =>
      Promise.all(Object.entries(running.kept).map(([name, { commits }]) => summarizeRepository(world, name, placesOf(world, name).bare, commits))),
  };
}

function rootsOf({ world, parts, kept }: Running, name: string): JsonObject {
  const { clone, origin, mirror } = placesOf(world, name);
  return { clone, origin, commits: { ...kept[name]?.commits }, ...(parts[name]?.mirror && { mirror }) };
}

function viewed({ world, parts }: Running, name: string): readonly [string, string | undefined] {
  const { bare, mirror } = placesOf(world, name);
  return [bare, parts[name]?.mirror && mirror];
}

/** Nobody's own settings, addresses that lead to the world, and no way out of it. */
function writeConfig({ world, parts }: Running, person: string): string {
  const file = join(world.folder, 'gitconfig');
  const lead = (to: string, url: string): string => `[url ${JSON.stringify(to.replace(/\.git$/, ''))}]\n\tinsteadOf = ${JSON.stringify(url)}\n`;
  const addresses = Object.entries(parts).flatMap(([name, { url, mirror }]) => {
    const places = placesOf(world, name);
    return [...(url === undefined ? [] : [lead(places.origin, url)]), ...(mirror ? [lead(places.mirror, mirror.url)] : [])];
  });
  const user = `[user]\n\tname = ${JSON.stringify(person)}\n\temail = ${JSON.stringify(`${person}@example.test`)}\n`;
  writeFileSync(
    file,
    `${user}[init]\n\tdefaultBranch = main\n[gc]\n\tauto = 0\n[protocol]\n\tallow = never\n[protocol "file"]\n\tallow = always\n${addresses.join('')}`,
  );
  return file;
}

async function openRepository(running: Running, name: string, notify: string): Promise<void> {
  const { world, parts, kept, author } = running;
  const part = parts[name];
  if (!part) return;
  const { bare } = placesOf(world, name);
  const commits = kept[name]?.commits ?? (await createRepository(world, name, part, author));
  kept[name] ??= { commits, refused: [], lag: parseDuration(part.mirror?.lag ?? '0s') ?? 0, seen: await readRefs(world, bare), due: [] };
  writeHooks(bare, `${notify}/${name}`);
  for (const { at } of kept[name].due) world.at(at, () => followOrigin(running, name));
}

/** Looks whether the origin has changed; what is new reaches the mirror after its lag. One look at a time: an older one must not end last. */
async function observe(running: Running, name: string): Promise<void> {
  const look = running.looking.then(() => lookAtOrigin(running, name));
  running.looking = look.catch(() => {});
  return look;
}

async function lookAtOrigin(running: Running, name: string): Promise<void> {
  const { world, parts, kept } = running;
  const mine = kept[name];
  if (!mine || !parts[name]?.mirror) return;
  const refs = await readRefs(world, placesOf(world, name).bare);
  if (isSame(refs, mine.seen)) return;
  mine.seen = refs;
  const at = world.now() + mine.lag;
  mine.due.push({ at, refs });
  world.at(at, () => followOrigin(running, name));
}

async function followOrigin({ world, kept }: Running, name: string): Promise<void> {
  const mine = kept[name];
  const ripe = mine?.due.filter(({ at }) => at <= world.now()) ?? [];
  const last = ripe.at(-1);
  if (!mine || !last) return;
  mine.due = mine.due.filter(entry => !ripe.includes(entry));
  await setRefs(world, placesOf(world, name).mirror, last.refs);
}

function isSame(a: Refs, b: Refs): boolean {
  return Object.keys(a).length === Object.keys(b).length && Object.entries(a).every(([ref, sha]) => b[ref] === sha);
}

/** A question's name may stand in the question or in what it is about. */
async function answer(running: Running, question: string, about: Json): Promise<Json | undefined> {
  const [verb, ...rest] = question.split(' ');
  const name = rest.length > 0 ? rest.join(' ') : about;
  for (const repository of Object.keys(running.kept)) await observe(running, repository);
  if (verb === 'commit' && typeof name === 'string') return findNamed(running, name);
  if (verb === 'repository' && typeof name === 'string') return describe(running, name);
  if (verb === 'ref' && isJsonObject(about)) return answerRef(running, about);
  return undefined;
}

function findNamed({ kept }: Running, name: string): string | undefined {
  return Object.values(kept).find(({ commits }) => Object.hasOwn(commits, name))?.commits[name];
}

function describe({ world, parts, kept }: Running, name: string): JsonObject | undefined {
  if (!Object.hasOwn(kept, name)) return undefined;
  const { bare, origin, mirror, clone } = placesOf(world, name);
  return { origin: bare, clone, url: parts[name]?.url ?? origin, ...(parts[name]?.mirror && { mirror }) };
}

async function answerRef({ world, parts, kept }: Running, { repository, ref, mirror }: JsonObject): Promise<Json | undefined> {
  if (typeof ref !== 'string') return undefined;
  const names = typeof repository === 'string' ? [repository] : Object.keys(kept);
  for (const name of names.filter(candidate => Object.hasOwn(kept, candidate))) {
    const places = placesOf(world, name);
    const refs = await readRefs(world, mirror === true && parts[name]?.mirror ? places.mirror : places.bare);
    const sha = [ref, `refs/heads/${ref}`, `refs/tags/${ref}`].map(full => refs[full]).find(found => found !== undefined);
    if (sha !== undefined) return sha;
  }
  return undefined;
}

async function inject(running: Running, fault: JsonObject): Promise<void> {
  for (const [name, what] of Object.entries(fault as Readonly<Record<string, RepositoryFault>>)) {
    const mine = running.kept[name];
    if (!mine) throw new Error(`the world has no git repository ${name}`);
    await injectOne(running, placesOf(running.world, name), mine, what);
    await observe(running, name);
  }
}

async function injectOne({ world, author }: Running, { bare, origin }: Places, mine: Kept, fault: RepositoryFault): Promise<void> {
  if (fault.push) mine.commits[fault.push.commit] = await pushCommit(world, bare, fault.push, author);
  if (fault.tag) await world.exec(['git', '-C', bare, 'update-ref', `refs/tags/${fault.tag.name}`, mine.commits[fault.tag.on] ?? `refs/heads/${fault.tag.on}`]);
  if (fault.gpg) writeFileSync(join(world.folder, 'gpg'), fault.gpg);
  if (fault.reset) await world.exec(['git', '-C', bare, 'update-ref', `refs/heads/${fault.reset.branch}`, mine.commits[fault.reset.to] ?? fault.reset.to]);
  if (fault.delete !== undefined) await world.exec(['git', '-C', bare, 'update-ref', '-d', `refs/heads/${fault.delete}`]);
  if (fault.refuse !== undefined) {
    mine.refused.push(`refs/heads/${fault.refuse}`);
    writeFileSync(join(bare, 'refused'), `${mine.refused.join('\n')}\n`);
  }
  if (fault.mirror) mine.lag = parseDuration(fault.mirror.lag) ?? mine.lag;
  if (fault.offline !== undefined) rmSync(origin, { force: true });
  if (fault.offline === false) symlinkSync(bare, origin);
}
