import { expect, test } from "vitest";
import { seldom } from "../../src/telemetry/tracing/seldom.ts";

test("a line is passed on at most every ten seconds, with how many were kept back", () => {
  const lines: string[] = [];
  let now = 0;
  const tell = seldom(
    (line) => lines.push(line),
    () => now,
  );
  for (const [at, line] of [
    [0, "a"],
    [1, "b"],
    [9_999, "c"],
    [10_000, "d"],
    [25_000, "e"],
  ] as const) {
    now = at;
    tell(line);
  }
  expect(lines).toEqual(["a", "d (and 2 lines like it before)", "e"]);
});
