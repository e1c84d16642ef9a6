import { expect, test } from "vitest";
import {
  alertmanagerSink,
  AlertsOptionsError,
  createAlerts,
  logSink,
  pagerDutySink,
  slackSink,
  webhookSink,
  type AlertsOptions,
  type LogSinkOptions,
  type SlackOptions,
} from "../../src/index.ts";
import { recordingSink } from "../../src/testing.ts";
import { workerRule } from "../support.ts";

const fine: AlertsOptions = { rules: [workerRule], sinks: [recordingSink("a")] };

function wrong(make: () => unknown): string[] {
  try {
    make();
  } catch (error) {
    if (error instanceof AlertsOptionsError) return error.problems.map(({ option }) => option);
    throw error;
  }
  return [];
}
const within = (options: object): string[] => wrong(() => createAlerts({ ...fine, ...options }));
const rule = (change: object): string[] => within({ rules: [{ ...workerRule, ...change }] });
const url = "https://hooks.example/T0/B0/x";

// All of these were taken without a word: a rule fired at once, for all severities, or at the first error.
test("an option that does not exist is refused wherever it stands, beside other problems", () => {
  expect(within({ inhibition: [], restoredForMs: -1 })).toEqual(["inhibition", "restoredForMs"]);
  expect(rule({ forMS: 5 })).toEqual(["rules[0].forMS"]);
  expect(rule({ when: { type: "errors", minSeverty: "high", countt: 5 } })).toEqual([
    "rules[0].when.minSeverty",
    "rules[0].when.countt",
  ]);
  expect(rule({ when: { type: "worker", count: 5 } })).toEqual(["rules[0].when.count"]);
  const route = { name: "r", sinks: ["a"] };
  expect(within({ routes: [{ ...route, math: [], match: [{ label: "x", iz: "y", is: "y" }] }] })).toEqual([
    "routes[0].math",
    "routes[0].match[0].iz",
  ]);
  expect(within({ routes: [{ ...route, escalate: [{ afterMs: 1, sinks: ["a"], after: 2 }] }] })).toEqual([
    "routes[0].escalate[0].after",
  ]);
  const matcher = [{ label: "x", is: "y" }];
  expect(within({ inhibit: [{ source: matcher, target: matcher, equals: ["x"] }] })).toEqual([
    "inhibit[0].equals",
  ]);
  expect(within({ delivery: { maxRetires: 5, baseDelayMs: 0 } })).toEqual([
    "delivery.maxRetires",
    "delivery.baseDelayMs",
  ]);
});

test("sinks refuse them too, without showing what was given", () => {
  const slack: object = { webhookUrl: url };
  expect(() => slackSink(slack as SlackOptions)).toThrow(
    /webhookUrl: expected one of the options name, url, maxListed, minIntervalMs, received a value of type string\n {2}url: expected/,
  );
  const odd: object = { url, retries: 5, routingKey: "0".repeat(32) };
  expect(wrong(() => pagerDutySink(odd as Parameters<typeof pagerDutySink>[0]))).toEqual(["retries"]);
  expect(wrong(() => webhookSink(odd as Parameters<typeof webhookSink>[0]))).toEqual([
    "retries",
    "routingKey",
  ]);
  expect(wrong(() => alertmanagerSink(odd as Parameters<typeof alertmanagerSink>[0]))).toEqual([
    "retries",
    "routingKey",
  ]);
});

// These were TypeErrors from within.
test.each<[string, () => unknown, string[]]>([
  ["no options", () => createAlerts(undefined as unknown as AlertsOptions), ["options"]],
  ["options that are a list", () => slackSink([] as unknown as SlackOptions), ["options"]],
  ["no options of a sink", () => logSink(undefined as unknown as LogSinkOptions), ["options"]],
  ["no logger", () => logSink({} as LogSinkOptions), ["logger"]],
  ["a logger without methods", () => logSink({ logger: {} } as LogSinkOptions), ["logger"]],
])("%s", (_name, make, options) => {
  expect(wrong(make)).toEqual(options);
});

test.each<[object, string[]]>([
  [{ rules: [null], sinks: [null] }, ["rules[0]", "sinks[0]"]],
  [{ rules: [{ ...workerRule, when: "worker" }] }, ["rules[0].when"]],
  [{ routes: {} }, ["routes"]],
  [{ routes: [5] }, ["routes[0]"]],
  [{ routes: [{ name: "r", sinks: ["a"], match: {} }] }, ["routes[0].match"]],
  [{ routes: [{ name: "r", sinks: ["a"], escalate: [null] }] }, ["routes[0].escalate[0]"]],
  [{ inhibit: {} }, ["inhibit"]],
  [{ delivery: null }, ["delivery"]],
])("what is no list or no object is refused by its name: %j", (options, names) => {
  expect(within(options)).toEqual(names);
});
