import { expect, test } from "vitest";
import { createAwsCloud } from "../../src/aws.ts";
import { autoscaleRules, createFleet, FleetOptionsError, type FleetOptions } from "../../src/index.ts";

function wrong(make: () => unknown): string[] {
  try {
    make();
  } catch (error) {
    if (error instanceof FleetOptionsError) return error.problems.map(({ option }) => option);
    throw error;
  }
  return [];
}

const method = (): never => {
  throw new Error("not called");
};
const methods = (...names: string[]): object => Object.fromEntries(names.map((name) => [name, method]));
const fine: object = {
  cluster: "a",
  cloud: methods("describe", "launch", "terminate", "prepare", "remove", "permissions"),
  hub: methods("load", "drain", "undrain", "remove"),
  offers: [{ type: "m7i.large", zone: "eu-central-1a", market: "spot" }],
};
const fleet = (options: object): string[] =>
  wrong(() => createFleet({ ...fine, ...options } as FleetOptions));
const autoscale = (options: object): string[] => fleet({ autoscale: { max: 5, ...options } });

// A misspelt `budget` was taken without a word, and there was no limit to what the fleet might cost.
test("an option that does not exist is refused wherever it stands, beside other problems", () => {
  expect(fleet({})).toEqual([]);
  expect(fleet({ autoscal: { max: 5 }, pollMs: 1 })).toEqual(["autoscal", "pollMs"]);
  expect(fleet({ offers: [{ type: "t", zone: "z", market: "spot", price: 1 }] })).toEqual([
    "offers[0].price",
  ]);
  expect(autoscale({ budge: { perHour: 1, prices: { t: 1 } } })).toEqual(["autoscale.budge"]);
  expect(autoscale({ budget: { perHour: 1, prices: { t: 1 }, perDay: 5 } })).toEqual([
    "autoscale.budget.perDay",
  ]);
  expect(autoscale({ scaleOut: { cooldown: 1 }, scaleIn: { maxStep: 1, maxShare: 2 } })).toEqual([
    "autoscale.scaleOut.cooldown",
    "autoscale.scaleIn.maxStep",
    "autoscale.scaleIn.maxShare",
  ]);
  const floor = { name: "day", min: 1, from: "08:00", to: "18:00" };
  expect(autoscale({ schedule: [{ ...floor, timezone: "Europe/Berlin" }] })).toEqual([
    "autoscale.schedule[0].timezone",
  ]);
});

test("options of the cloud too, without showing what was given", () => {
  const boot = {
    hubs: ["http://10.0.0.1:4040"],
    node: { version: "24.21.0", sha256: { x64: "0".repeat(64) }, url: "x" },
    packages: ["@pigeon/worker@1.2.3"],
    handlers: "acme/handlers.js",
    image: "x",
  };
  const options: object = { boot, calls: { retries: 1 }, secretAccessKey: "hunter2hunter2" };
  const make = (): unknown => createAwsCloud(options as Parameters<typeof createAwsCloud>[0]);
  expect(wrong(make)).toEqual(["secretAccessKey", "boot.image", "boot.node.url", "calls.retries"]);
  expect(make).not.toThrow(/hunter2/);
});

// These were TypeErrors from within.
test.each<[unknown, string[]]>([
  [undefined, ["options"]],
  [null, ["options"]],
  [[], ["options"]],
])("what is no object is refused by its name: %j", (options, names) => {
  expect(wrong(() => createFleet(options as FleetOptions))).toEqual(names);
});

test.each<[object, string[]]>([
  [{ autoscale: null }, ["autoscale"]],
  [{ autoscale: { max: 5, scaleIn: 5 } }, ["autoscale.scaleIn"]],
  [{ autoscale: { max: 5, schedule: [null] } }, ["autoscale.schedule[0]"]],
  [{ autoscale: { max: 5, budget: null } }, ["autoscale.budget"]],
  [{ patience: null }, ["patience"]],
  [{ offers: ["m7i.large"] }, ["offers[0]"]],
])("so are inner options: %j", (options, names) => {
  expect(fleet(options)).toEqual(names);
  expect(autoscaleRules({ max: 5 }).max).toBe(5);
});
