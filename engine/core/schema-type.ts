/** The JSON Schema words that actions and stand-ins use; checked by ajv when the schemas are composed. */
export type JSONSchema = { readonly [word: string]: unknown };

/**
 * The TypeScript type of a schema const, for the words above: type, enum, const, properties, required, items, oneOf, anyOf,
 * additionalProperties. Ours because the general library takes minutes of type checking here.
 */
export type FromSchema<S> = S extends { readonly const: infer C }
  ? C
  : S extends { readonly enum: readonly (infer E)[] }
    ? E
    : S extends { readonly oneOf: readonly (infer B)[] }
      ? FromSchema<B>
      : S extends { readonly anyOf: readonly (infer B)[] }
        ? FromSchema<B>
        : S extends { readonly type: readonly (infer T)[] }
          ? FromType<S, T>
          : S extends { readonly type: infer T }
            ? FromType<S, T>
            : unknown;

type FromType<S, T> = T extends 'object' ? FromObject<S> : T extends 'array' ? FromArray<S> : T extends keyof Scalars ? Scalars[T] : unknown;

type Scalars = { string: string; integer: number; number: number; boolean: boolean; null: null };

type FromArray<S> = S extends { readonly items: infer I } ? FromSchema<I>[] : unknown[];

type FromObject<S> = S extends { readonly properties: infer P }
  ? Flat<{ [K in Extract<keyof P, RequiredOf<S>>]: FromSchema<P[K]> } & { [K in Exclude<keyof P, RequiredOf<S>>]?: FromSchema<P[K]> }>
  : S extends { readonly additionalProperties: infer V extends JSONSchema }
    ? { [key: string]: FromSchema<V> }
    : { [key: string]: unknown };

type RequiredOf<S> = S extends { readonly required: readonly (infer R)[] } ? R : never;

type Flat<T> = { [K in keyof T]: T[K] };
