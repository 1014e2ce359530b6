/** What `projects:` of the configuration says. The engine knows no service: which read tells a commit is written there. */
import type { JsonObject } from '../json.ts';

export interface ProjectConfig {
  readonly title?: string;
  /** What its runs lock, and what is frozen. */
  readonly target?: string;
  /** Whose window says when it may be released. */
  readonly runbook?: string;
  /** In the order in which a commit goes through them: what is first is ahead. */
  readonly stages: readonly StageConfig[];
  readonly compare?: CompareConfig;
  readonly request?: RequestConfig;
}

/** One use of a reading action. */
export interface LookConfig {
  readonly uses: string;
  readonly with?: JsonObject;
  /** Default: the plugin's name. */
  readonly connection?: string;
}

export interface StageConfig extends LookConfig {
  readonly name: string;
  /** CEL over `outputs`. Default: `outputs.sha`. */
  readonly commit?: string;
}

/** `with` may say `{{ behind }}` and `{{ ahead }}`: the commits of two stages. */
export interface CompareConfig extends LookConfig {
  /** CEL: a list of objects with `subject`, `author`, `date` (ISO). Default: `outputs.commits`. */
  readonly commits?: string;
}

/** The request by which one stage is promoted to the next. */
export interface RequestConfig extends LookConfig {
  /** CEL: whether one is open. Default: `outputs.found`. */
  readonly open?: string;
  /** CEL: since when, ISO. Default: `outputs.created_at`. */
  readonly opened?: string;
  /** CEL: its address. Default: `outputs.url`. */
  readonly url?: string;
  /** How long it stays open before it is merged. */
  readonly rest?: string;
}

export const PROJECT_DEFAULTS = {
  commit: 'outputs.sha',
  commits: 'outputs.commits',
  open: 'outputs.found',
  opened: 'outputs.created_at',
  url: 'outputs.url',
} as const;
