import fc from "fast-check";

/** Values that have broken parsers, validators and stores before. */
const nasty: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    true,
    -1,
    0.1,
    1e308,
    2 ** 53,
    -(2 ** 63),
    "",
    "\0",
    "\u202e\ufeff",
    "\ud800",
    "'; DROP TABLE jobs; --",
    "../../../../etc/passwd",
    "%00%2e%2e%2f",
    "{{7*7}}${7*7}<script>",
    "a\r\nset-cookie: x=1",
    "x".repeat(5_000),
    "é".repeat(2_000),
    "9".repeat(400),
    [],
    {},
    [[[[[[]]]]]],
    Array.from({ length: 1_500 }, () => "t"),
    "0000-00-00T00:00:00Z",
    "+275760-09-13T00:00:00.001Z",
    "http://169.254.169.254/latest/meta-data",
    "http://127.9.9.9:9@example.invalid/",
    "http://[::ffff:127.0.0.1]:9/",
    "file:///etc/passwd",
  ),
  fc.jsonValue({ maxDepth: 4 }),
  fc.integer({ min: 50, max: 2_000 }).map(nested),
  fc.string({ unit: "binary", maxLength: 300 }),
  fc.double(),
);

const nastyKeys = fc.constantFrom(
  "__proto__",
  "constructor",
  "prototype",
  "toString",
  "hasOwnProperty",
  "then",
  "toJSON",
  "length",
  "",
  "0",
  "workerToken",
);

function nested(depth: number): unknown {
  let value: unknown = 0;
  for (let level = 0; level < depth; level++) value = level % 2 === 0 ? [value] : { a: value };
  return value;
}

type Edit = {
  readonly kind: "replace" | "drop" | "add" | "wrap";
  readonly at: number;
  readonly key: string;
  readonly value: unknown;
};

const edit: fc.Arbitrary<Edit> = fc.record({
  kind: fc.constantFrom("replace", "replace", "drop", "add", "wrap"),
  at: fc.nat(1_000),
  key: nastyKeys,
  value: nasty,
});

/** A valid value with a few things changed somewhere in it. */
export function mutated(valid: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  return fc
    .tuple(valid, fc.array(edit, { minLength: 1, maxLength: 3 }))
    .map(([value, edits]) => edits.reduce(apply, structuredClone(value)));
}

function apply(value: unknown, { kind, at, key, value: constant }: Edit): unknown {
  // The constants above are shared, and the next edit may change this one.
  const by = typeof constant === "object" ? (JSON.parse(JSON.stringify(constant)) as unknown) : constant;
  const places = placesIn(value);
  const place = places[at % (places.length + 1)];
  if (place === undefined) return kind === "wrap" ? [value] : by;
  const { holder, name } = place;
  if (kind === "drop") delete holder[name];
  else if (kind === "wrap") define(holder, name, [holder[name]]);
  else if (kind === "replace") define(holder, name, by);
  else define(holder, key, by);
  return value;
}

/** As JSON.parse does: `__proto__` is a key like any other. */
function define(holder: Record<string, unknown>, name: string, value: unknown): void {
  if (Array.isArray(holder) && name === "length") return;
  Object.defineProperty(holder, name, { value, enumerable: true, configurable: true, writable: true });
}

interface Place {
  readonly holder: Record<string, unknown>;
  readonly name: string;
}

/** The places near the top: what lies deeper is payload, and open to any JSON. */
function placesIn(value: unknown, depth = 0): Place[] {
  if (typeof value !== "object" || value === null || depth > 5) return [];
  const holder = value as Record<string, unknown>;
  return Object.keys(holder)
    .slice(0, 50)
    .flatMap((name) => [{ holder, name }, ...placesIn(holder[name], depth + 1)]);
}
