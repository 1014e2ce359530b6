import type { Image } from './read-images.ts';

/** An image that a stage runs or has run. */
export interface Deployed {
  readonly image: Image;
  /** The newest `STAGE--YYYY-MM-DD--HH-MM-SS` tag; undefined where it only has the stage's own tag. */
  readonly tag: string | undefined;
  /** When that was, ISO time; tags are written in UTC. */
  readonly at: string | undefined;
  /** It has the stage's own tag. */
  readonly current: boolean;
}

/** The images that a stage runs or has run, last deployed first: by the tags of deploys, never by when they were pushed. */
export function inDeployOrder(images: readonly Image[], stage: string): readonly Deployed[] {
  return images
    .map(image => toDeployed(image, stage))
    .filter(({ tag, current }) => tag !== undefined || current)
    .toSorted((a, b) => (b.at ?? LAST).localeCompare(a.at ?? LAST));
}

/** An image without a deploy tag is the stage's own: it stands first. */
const LAST = '9999';

function toDeployed(image: Image, stage: string): Deployed {
  const newest = image.tags
    .flatMap(tag => deployTime(tag, stage) ?? [])
    .toSorted((a, b) => a.at.localeCompare(b.at))
    .at(-1);
  return { image, tag: newest?.tag, at: newest?.at, current: image.tags.includes(stage) };
}

/** What hokusai writes at each deploy: `production--2022-01-27--19-43-45`. */
export function deployTime(tag: string, stage: string): { readonly tag: string; readonly at: string } | undefined {
  if (!tag.startsWith(`${stage}--`)) return undefined;
  const [, day, hour, minute, second] = /^(\d{4}-\d\d-\d\d)--(\d\d)-(\d\d)-(\d\d)$/.exec(tag.slice(stage.length + 2)) ?? [];
  const at = new Date(`${day}T${hour}:${minute}:${second}Z`);
  return Number.isNaN(at.getTime()) ? undefined : { tag, at: at.toISOString() };
}
