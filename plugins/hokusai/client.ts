/** hokusai and kubectl by their command lines. */
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { ReadContext } from '../../engine/core/action.ts';
import { fail } from '../../engine/core/failure.ts';
import { isJsonObject } from '../../engine/core/json.ts';
import { isOfRepository, parseImage } from '../shared/kubernetes/image-name.ts';
import type { Deployment } from '../shared/kubernetes/objects.ts';
import { rolloutState } from '../shared/kubernetes/rollout-rule.ts';
import { hokusaiMessages as say } from './messages.ts';

/** A row of `hokusai registry images --digests`. */
export interface ImageRow {
  readonly pushed: string;
  readonly digest: string;
  readonly tags: readonly string[];
}

/** What a stage runs by what its cluster says. */
export interface Running {
  /** The different images that its Deployments name, sorted. */
  readonly digests: readonly string[];
  /** Their rollouts are over. */
  readonly done: boolean;
}

export function hokusaiArgv({ connection }: ReadContext, words: readonly string[]): readonly string[] {
  return [...connection.wrap(), 'hokusai', ...words];
}

/** The images that have a tag with this text in it, as the registry orders them. */
export async function readImages(context: ReadContext, folder: string, filter: string): Promise<readonly ImageRow[]> {
  const argv = hokusaiArgv(context, ['registry', 'images', '--digests', '--limit', '1000', '--filter-tags', filter]);
  const { stdout } = await context.exec(argv, { cwd: folder });
  return stdout.split('\n').filter(isRow).map(toRow);
}

/** The image with exactly this tag. Fails with `not-found`. */
export async function readImage(context: ReadContext, folder: string, tag: string): Promise<ImageRow> {
  const found = (await readImages(context, folder, tag)).find(({ tags }) => tags.includes(tag));
  return found ?? fail({ code: 'not-found', ...say.noImage(tag) });
}

/** What the cluster of a stage is told to run: exit codes of hokusai alone prove little. */
export async function readRunning(context: ReadContext, folder: string, stage: string): Promise<Running> {
  const project = await readProject(context, folder);
  const { kubectl = 'kubectl' } = context.connection.options as { kubectl?: string };
  const words = [kubectl, '--context', stage, 'get', 'deployments', '-l', `app=${project},layer=application`, '-o', 'json'];
  const { stdout } = await context.exec([...context.connection.wrap(), ...words], { cwd: folder });
  const deployments = itemsOf(stdout);
  const images = deployments.flatMap(({ spec }) => spec.template.spec.containers).flatMap(({ image = '' }) => (isOfRepository(image, project) ? [image] : []));
  const digests = [...new Set(images.map(image => parseImage(image).digest))].toSorted();
  return { digests, done: deployments.every(one => rolloutState(one).status === 'done') };
}

/** `project-name` of hokusai/config.yml: also the repository of its images, and the label `app`. */
async function readProject(context: ReadContext, folder: string): Promise<string> {
  const path = join(resolve(context.folder, folder), 'hokusai', 'config.yml');
  const text = await readFile(path, 'utf8').catch(() => '');
  const name = /^project-name:\s*['"]?([A-Za-z0-9._-]+)/m.exec(text)?.[1];
  return name ?? fail({ code: 'not-found', ...say.noProject(path) });
}

/** Rows have three columns and begin with a day; headings, lines and "81 more images available" do not. */
function isRow(line: string): boolean {
  return /^\d{4}-\d\d-\d\d .*\|/.test(line);
}

function toRow(line: string): ImageRow {
  const [pushed = '', digest = '', tags = ''] = line.split('|').map(cell => cell.trim());
  if (!digest.startsWith('sha256:')) fail({ code: 'refused', ...say.badTable(line.slice(0, 200)) });
  return {
    pushed,
    digest,
    tags: tags
      .split(',')
      .map(tag => tag.trim())
      .filter(Boolean),
  };
}

function itemsOf(stdout: string): readonly Deployment[] {
  try {
    const list: unknown = JSON.parse(stdout);
    const items = isJsonObject(list) ? list['items'] : undefined;
    if (Array.isArray(items)) return items;
  } catch (error) {
    fail({ code: 'not-json', ...say.notJson }, error);
  }
  return fail({ code: 'not-json', ...say.notJson });
}
