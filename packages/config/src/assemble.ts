/** The values at their paths as one object, section by section. */
export function nest(
  values: ReadonlyMap<string, { readonly value: unknown }>,
  copy: (value: unknown) => unknown = (value) => value,
): Record<string, unknown> {
  const config: Record<string, unknown> = {};
  for (const [path, { value }] of values) {
    const dot = path.indexOf(".");
    if (dot < 0) {
      config[path] = copy(value);
    } else {
      const section = (config[path.slice(0, dot)] ??= {}) as Record<string, unknown>;
      section[path.slice(dot + 1)] = copy(value);
    }
  }
  return config;
}

/** The same, frozen. What the caller gave is copied, not frozen. */
export function assemble(values: ReadonlyMap<string, { readonly value: unknown }>): object {
  const config = nest(values, freezeCopy);
  for (const part of Object.values(config)) Object.freeze(part);
  return Object.freeze(config);
}

/** A copy of lists and plain objects at every depth, frozen; all else as it is. */
export function freezeCopy(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return Object.freeze(value.map(freezeCopy));
  if (!isPlain(value)) return value;
  return Object.freeze(
    Object.fromEntries(Object.entries(value).map(([key, each]) => [key, freezeCopy(each)])),
  );
}

function isPlain(value: object): value is Readonly<Record<string, unknown>> {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
