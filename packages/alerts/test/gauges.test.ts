import { describe, expect, test } from "vitest";
import { compileRule } from "../src/check-rules.ts";
import type { AlertEvent } from "../src/index.ts";
import { RuleBook } from "../src/rule-book.ts";
import { book, error } from "./book.ts";

describe("gauges", () => {
  const gauge = (value: number, labels?: Record<string, string>, name = "age"): AlertEvent => ({
    type: "gauge",
    name,
    value,
    labels,
  });

  test("above, with hysteresis", () => {
    const { see } = book(
      { type: "gauge", name: "age", above: 100, clearAt: 50 },
      { summary: "{gauge} {value}" },
    );
    expect(see(gauge(500, undefined, "other"))).toEqual([]);
    expect(see(gauge(Number.NaN))).toEqual([]);
    expect(see(gauge(100))).toEqual([]);
    expect(see(gauge(101))).toEqual(["+age 101"]);
    expect(see(gauge(51))).toEqual([]);
    expect(see(gauge(50))).toEqual(["-age 51"]);
    expect(see(gauge(99))).toEqual([]);
  });

  test("below, with hysteresis and without", () => {
    const { see } = book({ type: "gauge", name: "age", below: 10, clearAt: 20 });
    expect(see(gauge(10))).toEqual([]);
    expect(see(gauge(9))).toEqual(["+R"]);
    expect(see(gauge(19))).toEqual([]);
    expect(see(gauge(20))).toEqual(["-R"]);
    const plain = book({ type: "gauge", name: "age", below: 10 });
    expect(plain.see(gauge(9))).toEqual(["+R"]);
    expect(plain.see(gauge(10))).toEqual(["-R"]);
    const above = book({ type: "gauge", name: "age", above: 10 });
    expect(above.see(gauge(11))).toEqual(["+R"]);
    expect(above.see(gauge(10))).toEqual(["-R"]);
  });

  test("one alert for each set of labels, of 16 at most", () => {
    const { see, active } = book({ type: "gauge", name: "age", above: 1 });
    expect(see(gauge(2, { queue: "a", zone: "b" }))).toHaveLength(1);
    expect(see(gauge(3, { zone: "b", queue: "a" }))).toHaveLength(0);
    expect(see(gauge(2))).toHaveLength(1);
    const many = Object.fromEntries(
      Array.from({ length: 30 }, (_, i) => [`l${String(i).padStart(2, "0")}`, "x"]),
    );
    see(gauge(2, many));
    const [first, second, third] = active();
    expect(first).toEqual({ queue: "a", zone: "b", gauge: "age", alertname: "R", severity: "high" });
    expect(second).toEqual({ gauge: "age", alertname: "R", severity: "high" });
    expect(Object.keys(third ?? {}).filter((name) => name.startsWith("l"))).toHaveLength(16);
  });

  test("must hold, and must be over, for a while; silence can end it", () => {
    const { see, wait, rules } = book(
      { type: "gauge", name: "age", above: 1 },
      { forMs: 1000, resolveForMs: 500, resolveAfterMs: 5000, summary: "{value}" },
    );
    expect(see(gauge(2))).toEqual([]);
    expect(wait(999)).toEqual([]);
    expect(see(gauge(3))).toEqual([]);
    expect(rules.dueAt).toBe(1_001_000);
    expect(wait(1)).toEqual(["+3"]);
    expect(see(gauge(1))).toEqual([]);
    expect(wait(499)).toEqual([]);
    expect(wait(1)).toEqual(["-3"]);
    see(gauge(2));
    see(gauge(0));
    expect(wait(5000)).toEqual([]);
    see(gauge(7));
    expect(wait(1000)).toEqual(["+7"]);
    // Nothing more is heard: over after 5 s, resolved half a second later.
    expect(wait(4000)).toEqual([]);
    expect(wait(499)).toEqual([]);
    expect(wait(1)).toEqual(["-7"]);
    expect(rules.dueAt).toBe(Infinity);
  });
});

describe("a book that goes on after a restart", () => {
  test("keeps alerts, waits and counts; what is not heard of is over", () => {
    const gauge = (value: number): AlertEvent => ({ type: "gauge", name: "age", value });
    const rules = [
      compileRule({
        name: "G",
        severity: "low",
        summary: "{value}",
        forMs: 1000,
        when: { type: "gauge", name: "age", above: 1 },
      }),
      compileRule({
        name: "E",
        severity: "low",
        summary: "{count}",
        when: { type: "errors", count: 3, withinMs: 12_000 },
      }),
      compileRule({ name: "W", severity: "low", summary: "{worker}", when: { type: "worker" } }),
    ];
    const first = new RuleBook(rules);
    first.observe({ type: "worker", workerId: "w", status: "unhealthy" }, 0);
    first.observe(error(), 0);
    first.observe(error(), 0);
    first.observe(gauge(2), 500);
    const saved = JSON.parse(JSON.stringify(first.save())) as ReturnType<RuleBook["save"]>;

    const second = new RuleBook(rules);
    second.restore([...saved, { ...saved[0]!, rule: "no longer a rule" }], 1000, 3000);
    expect([...second.active()].map(({ summary, startsAt }) => [summary, startsAt])).toEqual([["w", 0]]);
    expect(second.observe(error(), 1000).map(({ alert }) => alert.summary)).toEqual(["3"]);
    // The wait of the gauge goes on; what it said is known.
    expect(second.advance(1499)).toEqual([]);
    expect(second.advance(1500).map(({ alert }) => alert.summary)).toEqual(["2"]);
    second.observe(gauge(3), 2000);
    expect(second.advance(2999)).toEqual([]);
    expect(second.advance(3000).map(({ change, alert }) => `${change} ${alert.summary}`)).toEqual([
      "resolved w",
    ]);
    expect(second.advance(50_000).map(({ change, alert }) => `${change} ${alert.rule}`)).toEqual([
      "resolved E",
    ]);
    expect([...second.active()].map(({ rule }) => rule)).toEqual(["G"]);
  });
});

test("an end is dated, and an alert that is over can begin anew", () => {
  const { rules } = book({ type: "worker" });
  const at = (status: "unhealthy" | "gone", now: number) =>
    rules.observe({ type: "worker", workerId: "w", status }, now).map(({ alert }) => alert);
  const [first] = at("unhealthy", 10);
  expect(first).toMatchObject({ startsAt: 10 });
  expect(first?.endsAt).toBeUndefined();
  expect(at("gone", 20)).toEqual([{ ...first, endsAt: 20 }]);
  const [second] = at("unhealthy", 30);
  expect(second).toMatchObject({ key: first?.key, startsAt: 30 });
  expect(second?.endsAt).toBeUndefined();
  expect(rules.save()).toMatchObject([
    { instance: "w", evidence: true, seenAt: 30, alert: { startsAt: 30 } },
  ]);
  at("gone", 40);
  expect(rules.save()).toEqual([]);
});
