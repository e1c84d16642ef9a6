import { describe, expect, it } from "vitest";

import { parseFile, type Parsed } from "../../src/files/parse.ts";

function data(parsed: Parsed): unknown {
  return parsed.ok ? parsed.data : parsed;
}

function lines(parsed: Parsed, ...paths: string[]): unknown {
  return parsed.ok ? paths.map((path) => parsed.lineOf(path.split("."))) : parsed;
}

const wanted = { http: { port: 80, host: "::1" }, tags: ["a"] };

describe("parseFile", () => {
  it.each([
    ["a.json", '\uFEFF{ "http": { "port": 80, "host": "::1" }, "tags": ["a"] }'],
    ["a.JSON", '{ "http": { "port": 80, "host": "::1" }, "tags": ["a"] }'],
    ["x/b.yaml", "http:\n  port: 80\n  host: ::1\ntags: [a]\n"],
    ["b.yml", '# hi\n"http": { port: 80, host: "::1" }\ntags:\n  - a\n'],
    ["c.toml", '\uFEFFtags = ["a"]\n[http]\nport = 80\nhost = "::1"\n'],
  ])("reads %s by its ending", (path, text) => {
    expect(data(parseFile(path, text))).toEqual(wanted);
  });

  it.each(["a", "a.ini", ".json/a", "json", "a.json.bak"])("does not know %s", (path) => {
    expect(parseFile(path, "{}")).toEqual({
      ok: false,
      expected: "a file whose name ends in .json, .yaml, .yml, .toml",
    });
  });

  it("takes an empty YAML or TOML file as nothing", () => {
    expect(data(parseFile("a.yaml", ""))).toEqual({});
    expect(data(parseFile("a.yaml", "# only a comment\n"))).toEqual({});
    expect(data(parseFile("a.toml", ""))).toEqual({});
  });

  it("tells the line of what is wrong, and nothing of the text", () => {
    expect(parseFile("a.json", '{\n  "a": 1,\n  hunter2: 1\n}')).toEqual({
      ok: false,
      expected: "valid JSON",
      line: 3,
    });
    expect(parseFile("a.json", "")).toEqual({ ok: false, expected: "valid JSON" });
    expect(parseFile("a.yaml", "a: 1\nb: [hunter2\n")).toEqual({
      ok: false,
      expected: "valid YAML (BAD_INDENT)",
      line: 3,
    });
    expect(parseFile("a.yaml", "a: 1\na: 2\n")).toEqual({
      ok: false,
      expected: "valid YAML (DUPLICATE_KEY)",
      line: 2,
    });
    expect(parseFile("a.toml", "a = 1\nb = hunter2\n")).toEqual({
      ok: false,
      expected: "valid TOML",
      line: 2,
    });
  });

  it("does not expand what grows without end, nor make objects of tags", () => {
    const bomb = ["a: &a [x, x, x, x, x, x, x, x, x, x]"];
    for (const [from, to] of ["ab", "bc", "cd", "de"])
      bomb.push(`${to}: &${to} [${`*${from}, `.repeat(10)}]`);
    expect(parseFile("a.yaml", bomb.join("\n"))).toEqual({
      ok: false,
      expected: "valid YAML with few aliases",
    });
    expect(data(parseFile("a.yaml", "a: &x [1]\nb: *x\n"))).toEqual({ a: [1], b: [1] });
    expect(data(parseFile("a.yaml", "a: !!js/function 'x'\n"))).toEqual({ a: "x" });
  });

  it("keeps the prototype of objects", () => {
    for (const [path, text] of [
      ["a.json", '{ "__proto__": { "x": 1 } }'],
      ["a.yaml", "__proto__:\n  x: 1\n"],
      ["a.toml", "[__proto__]\nx = 1\n"],
    ] as const) {
      const parsed = data(parseFile(path, text)) as object;
      expect(Object.keys(parsed)).toEqual(["__proto__"]);
      expect("x" in parsed).toBe(false);
    }
  });
});

describe("lines", () => {
  it("are told for YAML and JSON", () => {
    const yaml = parseFile(
      "a.yaml",
      "# hi\nhttp:\n  # port\n  port: 80\nretry: {max: 1,\n  min: 2}\n5: x\nlist: [a]\n",
    );
    expect(lines(yaml, "http", "http.port", "retry.min", "5", "http.x", "x", "list.0", "")).toEqual([
      2,
      4,
      6,
      7,
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
    const json = parseFile("a.json", '{\n  "http": {\n    "port": 80 },\n\t"x": 1\n}');
    expect(lines(json, "http", "http.port", "x", "y")).toEqual([2, 3, 4, undefined]);
  });

  it("are told for TOML by tables and keys", () => {
    const toml = parseFile(
      "a.toml",
      [
        'env = "x"',
        "[http] # here",
        "  port = 80",
        "",
        "[ profiles . eu.http ]",
        "port=81",
        "[[more]]",
        "port = 2",
        "[last]",
        "a.b = 1",
      ].join("\n"),
    );
    expect(
      lines(
        toml,
        "env",
        "http",
        "http.port",
        "profiles.eu.http.port",
        "profiles.eu.http",
        "last.a.b",
        "port",
      ),
    ).toEqual([1, 2, 3, 6, 5, 10, undefined]);
  });
});
