import { expect, test } from "vitest";
import { filledIn } from "../src/expressions.ts";
import { readsOf } from "../src/promql.ts";

const reads = (text: string) => readsOf({ of: "a panel", text });

test("metrics and labels of an expression are found", () => {
  const { metrics, labels } = reads(
    'sum by (a) (rate(one_total{b="x"}[5m])) / on (c) group_left histogram_quantile(0.5, two_bucket) > 3',
  );
  expect({ metrics: [...metrics], labels: [...labels] }).toEqual({
    metrics: ["one_total", "two_bucket"],
    labels: ["a", "b", "c"],
  });
});

test.each(["sum(", "rate(x[5m]) by", 'x{a="b"', "x[$__rate_interval]", ""])("%s is not PromQL", (text) => {
  expect(() => reads(text)).toThrow(/a panel: not PromQL/);
});

test("what Grafana fills in is filled in", () => {
  const text = 'rate(x_total{type=~"$type"}[$__rate_interval])';
  expect(filledIn({ of: "a panel", text }).text).toBe('rate(x_total{type=~".*"}[1m])');
});
