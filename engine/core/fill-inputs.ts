import { checkField } from './field.ts';
import type { Json, JsonObject } from './json.ts';
import { inputMessages as say } from './messages/rules.ts';
import type { FieldSchema } from './runbook.ts';
import type { UnknownPath } from './scope.ts';
import { renderValue } from './template.ts';

export interface InputFacts {
  /** `YYYY-MM-DD` in the time zone. */
  readonly today: string;
  readonly timeZone: string;
}

export interface InputProblem {
  readonly input: string;
  readonly message: string;
}

export interface FilledInputs {
  readonly inputs: JsonObject;
  /** Required and not given, in the written order: to be asked for. */
  readonly missing: readonly string[];
  /** Not given, with a default that needs a missing one. */
  readonly pending: readonly string[];
  /** Defaults that do not fit. */
  readonly problems: readonly InputProblem[];
}

/** What was given, then defaults in the written order: one may use `today` and the inputs before it, and waits for those that are missing. */
export function fillInputs(fields: Readonly<Record<string, FieldSchema>>, given: ReadonlyMap<string, Json>, { today, timeZone }: InputFacts): FilledInputs {
  const inputs: Record<string, Json> = {};
  const missing: string[] = [];
  const pending: string[] = [];
  const unknown: UnknownPath[] = [];
  const problems: InputProblem[] = [];
  const wait = (list: string[], name: string): void => {
    list.push(name);
    unknown.push({ path: ['inputs', name], cause: `input ${name}` });
  };
  for (const [name, field] of Object.entries(fields)) {
    const value = given.get(name);
    if (value !== undefined) inputs[name] = value;
    else if (field.default === undefined) wait(missing, name);
    else {
      const rendered = renderValue(field.default, { values: { today, inputs }, unknown, secrets: [], timeZone });
      if (rendered.status === 'unknown') wait(pending, name);
      else {
        const problem = rendered.status === 'error' ? rendered.message : checkField(field, rendered.value);
        if (problem !== undefined) problems.push({ input: name, message: say.wrong(name, say.badDefault(problem)) });
        else if (rendered.status === 'known') inputs[name] = rendered.value;
      }
    }
  }
  return { inputs, missing, pending, problems };
}
