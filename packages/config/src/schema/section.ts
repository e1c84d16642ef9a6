import type { Field } from "../field.ts";
import type { AnyRule, Rule } from "./rule.ts";

/** A part of a configuration that belongs together: that of a package, say. */
export interface Section<N extends string, V extends object> {
  readonly name: N;
  readonly fields: FieldsOf<V>;
  readonly rules: readonly Rule<V>[];
}

/** A field for each value. */
export type FieldsOf<V> = { readonly [K in keyof V]: Field<V[K]> };

/** A section of which the types are forgotten. */
export interface AnySection {
  readonly name: string;
  readonly fields: Readonly<Record<string, Field<unknown>>>;
  readonly rules: readonly AnyRule[];
}

/** The configuration that sections make up, with the name of the profile in force as `env`. */
export type ConfigOf<S extends readonly AnySection[]> = {
  readonly [N in S[number]["name"] | "env"]: N extends "env"
    ? string
    : ValuesOf<Extract<S[number], { name: N }>>;
};

/** The values of a section. */
export type ValuesOf<E> = E extends Section<string, infer V> ? Readonly<V> : never;

/**
 * A section of a configuration. It says nothing of prefix or layers, so that a package can export its own
 * and any application can take it into its configuration.
 *
 * @param name where it stands in the configuration: letters and digits, the first a small letter.
 */
export function defineSection<const N extends string, V extends object>(
  name: N,
  fields: FieldsOf<V>,
  rules: readonly NoInfer<Rule<V>>[] = [],
): Section<N, V> {
  return { name, fields, rules };
}
