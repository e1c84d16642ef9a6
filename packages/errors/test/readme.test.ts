import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { DEFAULT_SEVERITY } from "../src/classification.ts";
import type { ErrorKind } from "../src/index.ts";
import { CATEGORIES } from "../src/vocabulary.ts";

test("the table of severities in the README is the one in use", async () => {
  const readme = await readFile(new URL("../README.md", import.meta.url), "utf8");
  const section = readme.split("## Kind and severity")[1]?.split("\n## ")[0] ?? "";
  const rows = section
    .split("\n")
    .filter((line) => line.startsWith("|"))
    .map((line) =>
      line
        .split("|")
        .map((cell) => cell.trim())
        .slice(1, -1),
    );
  expect(rows[0]).toEqual(["kind", ...CATEGORIES]);
  const listed = rows
    .slice(2)
    .flatMap(([kinds = "", ...severities]) => kinds.split(", ").map((kind) => [kind, severities] as const));
  const used = (Object.keys(DEFAULT_SEVERITY) as ErrorKind[]).map(
    (kind) => [kind, CATEGORIES.map((category) => DEFAULT_SEVERITY[kind][category])] as const,
  );
  expect(new Map(listed)).toEqual(new Map(used));
});
