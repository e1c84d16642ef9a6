import { expect, test } from "vitest";
import { summarizeSilence } from "../src/silence.ts";
import { Latencies } from "../src/latencies.ts";
import { toThousandths } from "../src/round.ts";

test.each([
  [0.1 + 0.2, 0.3],
  [1234.56789, 1234.568],
  [-0.0005001, -0.001],
  [Infinity, Infinity],
  [1e307, 1e307],
])("%d reads %d", (value, read) => {
  expect(toThousandths(value)).toBe(read);
});

test("what people read has three decimals at most", () => {
  expect(summarizeSilence(1 / 3, 2 / 3, 1e-9)).toStrictEqual({
    silentMs: 0.333,
    limitMs: 0.667,
    marginMs: 0.333,
    phi: 0,
  });
  const latencies = new Latencies(false);
  for (const ms of [1, 10, 100]) for (let each = 0; each < 33; each++) latencies.add("call", ms / 3, 0);
  expect(latencies.summary()).toEqual({ p50: 3.274, p95: 34.016, p99: 34.016 });
});
