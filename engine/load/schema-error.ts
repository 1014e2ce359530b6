/** What a validator says about one place; the shape of the compiled validators. */
export interface SchemaError {
  /** JSON pointer into the value. */
  readonly instancePath: string;
  /** JSON pointer into the schema. */
  readonly schemaPath: string;
  readonly keyword: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly message?: string;
  /** Set where the name of a property is meant. */
  readonly propertyName?: string;
}

/** All errors of a value. */
export type Validate = (value: unknown) => readonly SchemaError[];

/** Validators by name: `runbook`, `step.wait`, `with.git.branch`, `config`, ... (see `checkSchemas`). */
export type Validators = (name: string) => Validate | undefined;
