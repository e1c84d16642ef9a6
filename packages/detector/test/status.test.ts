import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { WorkerStatus } from "../src/index.ts";
import { nextStatus, transitions, type Sign } from "../src/status.ts";

const statuses: WorkerStatus[] = ["healthy", "degraded", "unhealthy", "recovering"];
const signs: Sign[] = ["fail", "strain", "ease", "life", "proof"];

const changes: [WorkerStatus, Sign, WorkerStatus][] = [
  ["healthy", "fail", "unhealthy"],
  ["healthy", "strain", "degraded"],
  ["degraded", "fail", "unhealthy"],
  ["degraded", "ease", "healthy"],
  ["unhealthy", "life", "recovering"],
  ["recovering", "fail", "unhealthy"],
  ["recovering", "strain", "degraded"],
  ["recovering", "proof", "healthy"],
];

describe("status transitions", () => {
  test.each(changes)("%s and %s give %s", (from, sign, to) => {
    expect(nextStatus(from, sign)).toBe(to);
  });

  test("every other pair changes nothing", () => {
    for (const from of statuses) {
      for (const sign of signs) {
        if (changes.some(([status, by]) => status === from && by === sign)) continue;
        expect(nextStatus(from, sign), `${from} and ${sign}`).toBe(from);
      }
    }
  });

  test("the README's table of changes is the table of the code", () => {
    const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");
    const rows = Array.from(readme.matchAll(/^\| (\w+) +\| (\w+) +\| `(\w+)`/gm), ([, from, to, sign]) =>
      [from, sign, to].join(" "),
    );
    const table = statuses.flatMap((from) =>
      Object.entries(transitions[from]).map(([sign, to]) => [from, sign, to].join(" ")),
    );
    expect(new Set(rows)).toEqual(new Set(table));
    expect(rows).toHaveLength(table.length);
  });

  test("the README's diagram names each status once, and each sign once for every change that it makes", () => {
    const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");
    const diagram = /## Statuses\s+```[a-z]*\n([^`]*)```/.exec(readme)?.[1] ?? "";
    const words = diagram.match(/[a-z]+/g) ?? [];
    const made = statuses.flatMap((from) => Object.keys(transitions[from]));
    expect(words.toSorted()).toEqual([...statuses, ...made].toSorted());
  });
});
