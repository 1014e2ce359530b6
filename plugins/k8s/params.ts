import { DURATION_PATTERN, parseDuration } from '../../engine/core/duration.ts';

/** Names of objects: RFC 1123 labels, and with dots subdomains. */
const NAME = '^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$';

export const NAMESPACE = { type: 'string', pattern: NAME, maxLength: 63, description: 'The namespace. Default: that of the connection.' } as const;

/** The params that name the Deployments of an application, the same for every action. */
export const APP_PARAMS = {
  app: { type: 'string', pattern: NAME, maxLength: 63, description: 'The application: the label `app` of its Deployments (`force`).' },
  selector: {
    type: 'string',
    pattern: '^[A-Za-z0-9._/=!,() -]+$',
    description: 'Label selector, instead of `app=APP,layer=application`.',
  },
  namespace: NAMESPACE,
} as const;

export const REPOSITORY = {
  type: 'string',
  minLength: 1,
  pattern: '^[A-Za-z0-9._:/-]+$',
  description: 'Repository of the image, whole (`HOST/force`) or its last part. Default: the name of the application.',
} as const;

export const DIGEST = { type: 'string', pattern: '^sha256:[0-9a-f]{64}$', description: 'The image, by its digest.' } as const;

export interface AppParams {
  readonly app: string;
  readonly selector?: string | undefined;
  readonly namespace?: string | undefined;
}

export function selectorOf({ app, selector }: AppParams): string {
  return selector ?? `app=${app},layer=application`;
}

/** Schema of a span of time. */
export function durationParam<const D extends string>(description: D) {
  return { type: 'string', pattern: DURATION_PATTERN, description } as const;
}

/** Whole seconds, at least one. */
export function toSeconds(duration: string): number {
  return Math.max(1, Math.round((parseDuration(duration) ?? 0) / 1_000));
}
