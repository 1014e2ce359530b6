/** A place in a document: keys and indexes from its root. */
export type Path = readonly (string | number)[];

/** Something wrong at a place of a YAML document; `toDiagnostics` gives it its line and column. */
export interface Finding {
  /** Stable and kebab-case; the docs list them all. */
  readonly code: string;
  readonly path: Path;
  /** The key at the end of the path is meant, not its value. */
  readonly key?: boolean;
  /** Inside the text at the path, in UTF-16 units. */
  readonly offset?: number;
  readonly length?: number;
  /** What is wrong; one sentence. */
  readonly message: string;
  /** What to write instead. */
  readonly hint?: string;
  /** A required key is missing where this one stands. */
  readonly isMissed?: boolean;
  /** Default: error. */
  readonly severity?: 'error' | 'warning';
}

/** A finding of the parser: its place is an offset in the file's text. */
export interface SourceFinding extends Pick<Finding, 'code' | 'message' | 'hint' | 'severity'> {
  readonly start: number;
  readonly end: number;
}
