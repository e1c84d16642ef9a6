import { expect, test } from "vitest";
import {
  boolean,
  bytes,
  choice,
  defineConfig,
  defineSection,
  duration,
  getConfigForEnvironment,
  integer,
  list,
  loadConfig,
  number,
  secret,
  text,
  url,
  watchConfig,
  type ConfigOptions,
  type AnySection,
} from "../../src/index.ts";

const odd: object = { mim: 1 };
const noFields: object = { port: 80 };

// Each was taken without a word: a minimum that was none, the wrong profile, no rules.
test.each<[string, () => unknown]>([
  ["boolean", () => boolean(odd)],
  ["bytes", () => bytes(odd)],
  ["choice", () => choice(["a"], odd)],
  ["duration", () => duration(odd)],
  ["integer", () => integer(odd)],
  ["list", () => list(text(), odd)],
  ["number", () => number(odd)],
  ["secret", () => secret(odd)],
  ["text", () => text(odd)],
  ["url", () => url(odd)],
])("a field of %s refuses an option that does not exist", (_name, make) => {
  expect(make).toThrow(/^A field: no option mim(; did you mean \w+\?)?; there are .*env, variable, default/);
});

test("so do loading, watching, profiles and the definition itself", () => {
  const options: object = { profle: "production", env: {}, configFile: false, envFile: false };
  const message =
    /^The options of loading: no option profle; did you mean profile\?; there are env, profile, .*strict, /;
  expect(() => loadConfig(options)).toThrow(message);
  expect(() => watchConfig({ ...options, onChange() {} })).toThrow(message);
  expect(() => getConfigForEnvironment("test", { override: {} } as object)).toThrow(
    /^The options of loading: no option override; did you mean overrides\?/,
  );
  const definition: object = { prefix: "X_", sections: [], rule: [], profile: {} };
  expect(() => defineConfig(definition as ConfigOptions<AnySection[]>)).toThrow(
    "The definition of the configuration: no option rule; did you mean rules?; no option profile; did you mean profiles?; there are prefix, name, sections, profiles, rules",
  );
});

// These were TypeErrors from within.
test.each<[unknown, string[]]>([
  [undefined, ["The definition of the configuration: expected an object of options"]],
  [{}, ["prefix: expected a text", "sections: expected a list of what defineSection() makes"]],
  [
    { prefix: "X_", sections: [null, { name: "a" }, defineSection("http", noFields)] },
    [
      "sections[0]: expected what defineSection() makes",
      "sections[1]: expected what defineSection() makes",
      "section http: port is no field, such as integer() or text()",
    ],
  ],
])("what is no definition is refused by name: %j", (definition, problems) => {
  const define = (): unknown => defineConfig(definition as ConfigOptions<AnySection[]>);
  for (const problem of problems) expect(define).toThrow(problem);
});
