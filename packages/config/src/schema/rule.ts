/** What the values at some keys would have to be, by key: the one that the strongest layer set is blamed. */
export type Blame<K extends string> = { readonly [Key in K]?: string } | undefined;

/** A rule between values of one section. */
export interface Rule<V> {
  /** The keys that it looks at. It is not asked while one of them is absent or bad by itself. */
  readonly between: readonly (keyof V & string)[];
  /**
   * What is expected of which key, or nothing if the values agree.
   * @param show the variable of another key and its value: "PIGEON_RETRY_BASE_DELAY_MS, which is 1000".
   */
  check(values: V, show: (key: keyof V & string) => string): Blame<keyof V & string>;
}

/** A rule between values of several sections, by their paths. */
export interface ConfigRule<T> {
  readonly between: readonly PathOf<T>[];
  check(config: T, show: (path: PathOf<T>) => string): Blame<PathOf<T>>;
}

/** Where a value stands in a configuration, such as `"retry.maxRetries"`. */
export type PathOf<T> = {
  [S in keyof T & string]: T[S] extends string ? S : `${S}.${keyof T[S] & string}`;
}[keyof T & string];

/** A rule of which the types are forgotten. */
export interface AnyRule {
  readonly between: readonly string[];
  check(
    values: never,
    show: (key: string) => string,
  ): Readonly<Record<string, string | undefined>> | undefined;
}

/** The rule that one number is not below another. */
export function atLeast<K extends string>(greater: K, smaller: K): Rule<Record<K, number>> {
  return {
    between: [greater, smaller],
    check: (values, show) =>
      values[greater] >= values[smaller]
        ? undefined
        : ({ [greater]: `at least ${show(smaller)}`, [smaller]: `at most ${show(greater)}` } as Blame<K>),
  };
}
