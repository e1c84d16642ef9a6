import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { ruleExpressions } from "../src/expressions.ts";
import { RULE_TESTS, RULES } from "../src/places.ts";
import { readsOf } from "../src/promql.ts";
import { exported } from "./exported.ts";

const text = readFileSync(RULES, "utf8");
const rules = ruleExpressions(text);
/** Prometheus' own. */
const OWN = new Set(["up"]);

test("every rule is read", () => {
  expect(rules.length).toBe(text.match(/- alert:/g)?.length);
  expect(rules.length).toBeGreaterThan(15);
});

test.each(rules)("$of asks only for metrics that a hub has", async (rule) => {
  const metrics = await exported();
  for (const metric of readsOf(rule).metrics)
    expect(OWN.has(metric) || metrics.has(metric), metric).toBe(true);
});

test("every rule has a test in which it fires", () => {
  const tests = readFileSync(RULE_TESTS, "utf8");
  const firing = [...tests.matchAll(/alertname: (\w+)\s+eval_time: \w+\s+exp_alerts:/g)].map(
    ([, name]) => name,
  );
  expect(rules.map(({ of }) => of).filter((name) => !firing.includes(name))).toEqual([]);
});

test("every rule says how bad it is, what happens, and what to do", () => {
  for (const each of text.split("- alert: ").slice(1)) {
    expect(each).toMatch(/severity: (critical|high|medium|low) /);
    expect(each).toMatch(/summary: ".+"/);
    expect(each).toMatch(/description: ".{30,}"/);
  }
});
