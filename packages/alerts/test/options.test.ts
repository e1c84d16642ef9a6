import { describe, expect, test } from "vitest";
import {
  AlertsOptionsError,
  createAlerts,
  defaultRules,
  type AlertsOptions,
  type Rule,
} from "../src/index.ts";
import { recordingSink } from "../src/testing.ts";
import { workerRule } from "./support.ts";

const fine: AlertsOptions = { rules: defaultRules(), sinks: [recordingSink("a")] };

function problems(options: object): string[] {
  try {
    createAlerts({ ...fine, ...options });
  } catch (error) {
    if (error instanceof AlertsOptionsError) {
      expect(error.message).toContain("Bad options of alerts:");
      return error.problems.map(
        ({ option, expected, received }) => `${option}: ${expected}, not ${received}`,
      );
    }
    throw error;
  }
  return [];
}

const rule = (change: object): object => ({ rules: [{ ...workerRule, ...change }] });
const when = (condition: object): string[] => problems(rule({ when: condition }));
const route = (change: object): string[] => problems({ routes: [{ name: "r", sinks: ["a"], ...change }] });

describe("options", () => {
  test("the default rules are fine", () => {
    expect(problems({})).toEqual([]);
  });

  test("lists that are none", () => {
    expect(problems({ rules: undefined, sinks: "a" })).toEqual([
      "rules: a list, not undefined",
      'sinks: a list, not "a" (string)',
    ]);
  });

  test("rules", () => {
    expect(problems({ rules: [workerRule, workerRule] })).toEqual([
      'rules[1].name: a name that is not used yet, not "WorkerFailed" (string)',
    ]);
    const bad = {
      name: "",
      summary: 7,
      severity: "bad",
      forMs: -1,
      resolveForMs: Number.NaN,
      resolveAfterMs: 0,
      maxAlerts: 1.5,
      labels: { severity: "x", alertname: "y", fine: "z" },
    };
    expect(problems(rule(bad))).toEqual([
      'rules[0].name: a string that is not empty, not "" (string)',
      "rules[0].summary: a string that is not empty, not 7 (number)",
      'rules[0].severity: one of critical, high, medium, low, not "bad" (string)',
      "rules[0].forMs: a number from 0 to 2592000000, not -1 (number)",
      "rules[0].resolveForMs: a number from 0 to 2592000000, not NaN (number)",
      "rules[0].resolveAfterMs: a number from 1 to 2592000000, not 0 (number)",
      "rules[0].maxAlerts: a whole number from 1 to 100000, not 1.5 (number)",
      'rules[0].labels: no label of the name alertname or severity, not "severity" (string)',
      'rules[0].labels: no label of the name alertname or severity, not "alertname" (string)',
    ]);
    expect(problems(rule({ forMs: 0, resolveForMs: 0, resolveAfterMs: 1, maxAlerts: 1 }))).toEqual([]);
    expect(
      problems(rule({ forMs: 2_592_000_000, resolveAfterMs: 2_592_000_000, maxAlerts: 100_000 })),
    ).toEqual([]);
  });

  test("conditions", () => {
    const types = "errors, dead-letters, spike, worker, breaker, fleet-suspect, gauge, sink";
    expect(when({ type: "cpu" })).toEqual([`rules[0].when.type: one of ${types}, not "cpu" (string)`]);
    expect(problems(rule({ when: undefined }))).toEqual(["rules[0].when: an object, not undefined"]);
    expect(when({})).toEqual([`rules[0].when.type: one of ${types}, not undefined`]);
    expect(
      when({
        type: "errors",
        categories: "x",
        kinds: [""],
        by: ["message"],
        minSeverity: "x",
        count: 0,
        withinMs: 11,
      }),
    ).toEqual([
      'rules[0].when.categories: a list of strings, not "x" (string)',
      'rules[0].when.kinds[0]: a string that is not empty, not "" (string)',
      'rules[0].when.by[0]: one of category, kind, fingerprint, subject, not "message" (string)',
      'rules[0].when.minSeverity: one of critical, high, medium, low, not "x" (string)',
      "rules[0].when.count: a whole number from 1 to 9007199254740991, not 0 (number)",
      "rules[0].when.withinMs: a number from 12 to 2592000000, not 11 (number)",
    ]);
    expect(when({ type: "dead-letters", jobTypes: [1], by: ["x"], count: 5, clearBelow: 6 })).toEqual([
      "rules[0].when.jobTypes[0]: a string that is not empty, not 1 (number)",
      'rules[0].when.by[0]: one of jobType, not "x" (string)',
      "rules[0].when.clearBelow: a number from 1 to 5, not 6 (number)",
    ]);
    expect(when({ type: "errors", clearBelow: 1 })).toEqual([]);
    expect(when({ type: "spike", subjects: {} })).toEqual([
      "rules[0].when.subjects: a list of strings, not a value of type object",
    ]);
    expect(when({ type: "worker", firesOn: ["dead"], clearsOn: ["gone", null] })).toEqual([
      'rules[0].when.firesOn[0]: one of healthy, degraded, unhealthy, recovering, gone, not "dead" (string)',
      "rules[0].when.clearsOn[1]: one of healthy, degraded, unhealthy, recovering, gone, not null",
    ]);
    expect(when({ type: "breaker", names: [[]], firesOn: ["shut"], clearsOn: ["shut"] })).toEqual([
      "rules[0].when.names[0]: a string that is not empty, not an array",
      'rules[0].when.firesOn[0]: one of closed, open, half-open, isolated, gone, not "shut" (string)',
      'rules[0].when.clearsOn[0]: one of closed, open, half-open, isolated, gone, not "shut" (string)',
    ]);
    expect(when({ type: "fleet-suspect" })).toEqual([]);
    expect(when({ type: "sink" })).toEqual([]);
  });

  test("gauges", () => {
    const either = "exactly one of above and below, not a value of type object";
    expect(when({ type: "gauge", name: "" })).toEqual([
      'rules[0].when.name: a string that is not empty, not "" (string)',
      `rules[0].when: ${either}`,
    ]);
    expect(when({ type: "gauge", name: "g", above: 1, below: 2 })).toEqual([`rules[0].when: ${either}`]);
    expect(when({ type: "gauge", name: "g", above: 5, clearAt: 6 })).toHaveLength(1);
    expect(when({ type: "gauge", name: "g", above: 5, clearAt: 5 })).toEqual([]);
    expect(when({ type: "gauge", name: "g", below: 5, clearAt: 4 })).toHaveLength(1);
    expect(when({ type: "gauge", name: "g", below: 5, clearAt: 5 })).toEqual([]);
    expect(when({ type: "gauge", name: "g", below: Infinity })).toHaveLength(1);
    expect(when({ type: "gauge", name: "g", above: "1" })).toHaveLength(1);
  });

  test("routes", () => {
    const bad = {
      name: "",
      sinks: ["a", "b"],
      match: [{ label: "x" }, { label: 1, is: 2, not: ["a", 3] }],
      groupBy: "x",
      groupWaitMs: -1,
      groupIntervalMs: 86_400_001,
      repeatIntervalMs: 0,
    };
    expect(route(bad)).toEqual([
      'routes[0].name: a string that is not empty, not "" (string)',
      "routes[0].match[0]: is or not, not undefined",
      "routes[0].match[1].label: a string that is not empty, not 1 (number)",
      "routes[0].match[1].is: a string or a list of strings, not 2 (number)",
      "routes[0].match[1].not: a string or a list of strings, not an array",
      'routes[0].sinks[1]: one of a, not "b" (string)',
      'routes[0].groupBy: a list of strings, not "x" (string)',
      "routes[0].groupWaitMs: a number from 0 to 86400000, not -1 (number)",
      "routes[0].groupIntervalMs: a number from 0 to 86400000, not 86400001 (number)",
      "routes[0].repeatIntervalMs: a number from 1 to 2592000000, not 0 (number)",
    ]);
    expect(route({ sinks: undefined })).toEqual(['routes[0].sinks: a list of strings, not "" (string)']);
    const twice = { name: "r", sinks: [] };
    expect(problems({ routes: [twice, twice] })).toEqual([
      'routes[1].name: a name that is not used yet, not "r" (string)',
    ]);
  });

  test("escalation", () => {
    expect(
      route({ escalate: [{ afterMs: 5, sinks: ["x"] }, { afterMs: 4, sinks: ["a"] }, { sinks: [] }] }),
    ).toEqual([
      'routes[0].escalate[0].sinks[0]: one of a, not "x" (string)',
      "routes[0].escalate[1].afterMs: no less than that of the step before, not 4 (number)",
      "routes[0].escalate[2].afterMs: a number from 1 to 2592000000, not null",
    ]);
    expect(
      route({
        escalate: [
          { afterMs: 5, sinks: [] },
          { afterMs: 5, sinks: [] },
        ],
      }),
    ).toEqual([]);
  });

  test("inhibition", () => {
    expect(problems({ inhibit: [{ source: [], target: [{ label: "" }], equal: [""] }] })).toEqual([
      "inhibit[0].source: at least one matcher, not an array",
      'inhibit[0].target[0].label: a string that is not empty, not "" (string)',
      "inhibit[0].target[0]: is or not, not undefined",
      'inhibit[0].equal[0]: a string that is not empty, not "" (string)',
    ]);
  });

  test("sinks, delivery, and the rest", () => {
    expect(
      problems({
        sinks: [{ name: "", minIntervalMs: -1, refreshMs: 0 }, recordingSink("a"), recordingSink("a")],
        routes: [],
      }),
    ).toEqual([
      'sinks[2].name: a name that is not used yet, not "a" (string)',
      'sinks[0].name: a string that is not empty, not "" (string)',
      "sinks[0].minIntervalMs: a number from 0 to 400000, not -1 (number)",
      "sinks[0].refreshMs: a number from 1 to 2592000000, not 0 (number)",
      'sinks[0].send: a function, not "undefined" (string)',
    ]);
    const delivery = {
      attemptTimeoutMs: 0,
      maxRetries: 0.5,
      baseDelayMs: 0,
      maxDelayMs: 0,
      maxRetryAfterMs: 0,
      coolDownMs: 0,
    };
    expect(problems({ delivery, restoredForMs: 0, ids: 1, random: 2, onError: 3 })).toEqual([
      "delivery.attemptTimeoutMs: a number from 1 to 600000, not 0 (number)",
      "delivery.maxRetries: a whole number from 0 to 100, not 0.5 (number)",
      "delivery.baseDelayMs: a number from 1 to 600000, not 0 (number)",
      "delivery.maxDelayMs: a number from 1 to 600000, not 0 (number)",
      "delivery.maxRetryAfterMs: a number from 1 to 86400000, not 0 (number)",
      "delivery.coolDownMs: a number from 1 to 86400000, not 0 (number)",
      "restoredForMs: a number from 1 to 86400000, not 0 (number)",
      "ids: a function, not 1 (number)",
      "random: a function, not 2 (number)",
      "onError: a function, not 3 (number)",
    ]);
  });

  test("defaults of what needs none to be told", () => {
    const alerts = createAlerts(fine);
    const silence = alerts.silence({
      matchers: [{ label: "a", is: "b" }],
      until: new Date(Date.now() + 1e6),
      comment: "c",
      author: "d",
    });
    expect(silence.id).toMatch(/^[0-9a-f-]{36}$/);
    return alerts.close();
  });
});

test("default rules: one for each thing that a hub can say", () => {
  const types = new Set(defaultRules().map(({ when }: Rule) => when.type));
  expect([...types].sort()).toEqual(
    ["breaker", "dead-letters", "errors", "fleet-suspect", "gauge", "sink", "spike", "worker"].sort(),
  );
  expect(defaultRules()).not.toBe(defaultRules());
});
