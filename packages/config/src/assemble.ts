/** The values at their paths as one object, section by section. */
export function nest(values: ReadonlyMap<string, { readonly value: unknown }>): Record<string, unknown> {
  const config: Record<string, unknown> = {};
  for (const [path, { value }] of values) {
    const dot = path.indexOf(".");
    if (dot < 0) {
      config[path] = value;
    } else {
      const section = (config[path.slice(0, dot)] ??= {}) as Record<string, unknown>;
      section[path.slice(dot + 1)] = value;
    }
  }
  return config;
}

/** The same, frozen. What the caller gave is copied, not frozen. */
export function assemble(values: ReadonlyMap<string, { readonly value: unknown }>): object {
  return freezeCopy(nest(values)) as object;
}

/** A copy of lists and plain objects at every depth, frozen; all else as it is. */
export function freezeCopy(value: unknown): unknown {
  if (Array.isArray(value)) return Object.freeze(value.map(freezeCopy));
  if (!isPlain(value)) return value;
  return Object.freeze(
    Object.fromEntries(Object.entries(value).map(([key, each]) => [key, freezeCopy(each)])),
  );
}

function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
