import standaloneCode from 'ajv/dist/standalone/index.js';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type { Plugin } from '../core/action.ts';
import { checkSchemas } from '../core/schema/checks.ts';
import type { JsonSchema } from '../core/schema.ts';
import type { Validate, Validators } from './schema-error.ts';

/** Compiles each schema when it is first asked for. */
export function compileValidators(plugins: readonly Plugin[]): Validators {
  const schemas = checkSchemas(plugins);
  const ajv = createAjv();
  const done = new Map<string, Validate>();
  return name => {
    const schema = schemas.get(name);
    if (!schema) return undefined;
    const validate = done.get(name) ?? toValidate(ajv.compile(schema()));
    done.set(name, validate);
    return validate;
  };
}

/** One schema that no runbook needs at start-up: a world's, a stand-in's. */
export function compileSchema(schema: JsonSchema): Validate {
  return toValidate(createAjv().compile(schema));
}

/** An ES module with the same `validatorsFor`, compiled beforehand; to be bundled, since it requires helpers of ajv. */
export function standaloneValidators(plugins: readonly Plugin[]): string {
  const ajv = createAjv();
  const names = [...checkSchemas(plugins)].map(([name, schema], index) => {
    // A copy: the same object under two names would be emitted twice.
    ajv.addSchema({ ...schema() }, `v${index}`);
    return [name, `v${index}`] as const;
  });
  const code = standaloneCode.default(ajv, Object.fromEntries(names.map(([, key]) => [key, key])));
  const table = names.map(([name, key]) => `[${JSON.stringify(name)}, ${key}]`).join(', ');
  return `${code}\nconst byName = new Map([${table}]);\n${LOOKUP}`;
}

const LOOKUP = `export function validatorsFor() {
  return name => {
    const validate = byName.get(name);
    return validate && (value => (validate(value) ? [] : (validate.errors ?? [])));
  };
}
`;

/** Words of our schemas that say nothing about validity: what editors and the engine read. */
const ANNOTATIONS = [
  'x-secret',
  'x-volatile',
  'markdownDescription',
  'markdownEnumDescriptions',
  'enumDescriptions',
  'defaultSnippets',
  'patternErrorMessage',
  'errorMessage',
  'doNotSuggest',
];

function createAjv(): Ajv2020 {
  const ajv = new Ajv2020({
    allErrors: true,
    strictTypes: false,
    strictTuples: false,
    strictRequired: false,
    discriminator: true,
    code: { source: true, esm: true },
    keywords: ANNOTATIONS,
  });
  addFormats.default(ajv);
  return ajv;
}

function toValidate(validate: ValidateFunction): Validate {
  return value => (validate(value) ? [] : (validate.errors ?? []));
}
