import { refuseUnknown, type Known } from "./known-options.ts";
import type { Kind } from "./kinds/kind.ts";

/** What every field can be given. */
export interface FieldOptions<V> {
  /**
   * Name of its variable, without the prefix of the configuration.
   * Default: section and key in capitals, such as `HTTP_MAX_SOCKETS` for `maxSockets` in the section `http`.
   */
  readonly env?: string;
  /** Name of its variable with nothing put before it, such as `DATABASE_URL`. Default: see `env`. */
  readonly variable?: string;
  /** The value where no layer brings one. Without it, and not {@link optional}, the field is required. */
  readonly default?: V;
  /** What the value means, in a sentence. Default: `""`. */
  readonly describe?: string;
  /** A good value, as text. Default: the default, or an example of its kind. */
  readonly example?: string;
  /** True to show nothing of the value, ever. Default: false. */
  readonly secret?: boolean;
}

/** One value of a configuration. */
export interface Field<V> {
  readonly kind: Kind<V>;
  readonly env?: string;
  readonly variable?: string;
  readonly default?: V;
  readonly describe: string;
  readonly example: string;
  readonly secret: boolean;
  /** True where the value may be absent. */
  readonly optional: boolean;
  /** What a plain number counts. */
  readonly unit?: string;
}

const FIELD: Known<FieldOptions<unknown>> = {
  env: true,
  variable: true,
  default: true,
  describe: true,
  example: true,
  secret: true,
};

/**
 * @param own the options that only this kind of field has.
 * @throws {TypeError} for options that do not exist.
 */
export function makeField<V, O extends FieldOptions<V>>(
  kind: Kind<V>,
  options: O,
  own: Known<Omit<O, keyof FieldOptions<V>>>,
  unit?: string,
): Field<V> {
  refuseUnknown<object>("A field", options, { ...own, ...FIELD });
  const { env, variable, default: value, describe = "", secret = false } = options;
  // The default of a secret is not shown, and an empty text is no example.
  const written = value === undefined || secret ? "" : kind.write(value);
  return {
    kind,
    ...(env === undefined ? {} : { env }),
    ...(variable === undefined ? {} : { variable }),
    ...(value === undefined ? {} : { default: value }),
    describe,
    example: options.example ?? (written === "" ? kind.example : written),
    secret,
    optional: false,
    ...(unit === undefined ? {} : { unit }),
  };
}

/** The same field, whose value is `undefined` where no layer brings one. */
export function optional<V>(field: Field<V>): Field<V | undefined> {
  return { ...field, optional: true };
}
