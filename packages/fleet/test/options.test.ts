import { describe, expect, test } from "vitest";
import { createFleet, FleetOptionsError, type FleetOptions } from "../src/index.ts";
import { bench, OFFERS } from "./support.ts";

const { cloud, hub } = bench();
const fine: FleetOptions = { cluster: "test", cloud, hub, offers: OFFERS };

function problems(options: object): string[] {
  try {
    createFleet({ ...fine, ...options });
  } catch (error) {
    if (error instanceof FleetOptionsError) {
      expect(error.message).toContain("Bad options of a fleet:\n  ");
      return error.problems.map(
        ({ option, expected, received }) => `${option}: ${expected}, not ${received}`,
      );
    }
    throw error;
  }
  return [];
}

const autoscale = (options: object): string[] => problems({ autoscale: { max: 10, ...options } });

describe("options", () => {
  test("the least that is needed", () => {
    expect(problems({})).toEqual([]);
    expect(problems({ cluster: "a".repeat(32), offers: [OFFERS[0]] })).toEqual([]);
    expect(problems({ cluster: undefined, cloud: undefined, hub: { load: 1 }, offers: [] })).toEqual([
      "cluster: 1 to 32 of a-z, 0-9 and -, not undefined",
      "cloud.describe: a function, not undefined",
      "cloud.launch: a function, not undefined",
      "cloud.terminate: a function, not undefined",
      "cloud.prepare: a function, not undefined",
      "cloud.remove: a function, not undefined",
      "cloud.permissions: a function, not undefined",
      "hub.load: a function, not 1 (number)",
      "hub.drain: a function, not undefined",
      "hub.undrain: a function, not undefined",
      "hub.remove: a function, not undefined",
      "offers: a list with at least one offer, not an array",
    ]);
  });

  test("names and offers", () => {
    expect(problems({ cluster: "A b" })).toEqual(['cluster: 1 to 32 of a-z, 0-9 and -, not "A b" (string)']);
    expect(problems({ cluster: "a".repeat(33) })).toHaveLength(1);
    expect(problems({ offers: "large" })).toEqual([
      'offers: a list with at least one offer, not "large" (string)',
    ]);
    expect(problems({ offers: [{ type: "", zone: 1, market: "spots" }, null] })).toEqual([
      'offers[0].type: a type, such as m7i.large, not "" (string)',
      "offers[0].zone: a zone, such as eu-central-1a, not 1 (number)",
      'offers[0].market: spot or on-demand, not "spots" (string)',
      "offers[1]: an object, not null",
    ]);
  });

  test("times and thresholds", () => {
    expect(
      problems({
        intervalMs: 99,
        pollMs: 9,
        settleMs: -1,
        callTimeoutMs: 999,
        capacityRecoveryMs: Number.NaN,
        launchFailureThreshold: 0.5,
        launchRecoveryMs: "1",
        onError: 1,
        patience: { bootDeadlineMs: -1, orphanGraceMs: undefined, drainDeadlineMs: 86_400_001, bootMs: 1 },
      }),
    ).toEqual([
      "patience.bootMs: one of the options bootDeadlineMs, orphanGraceMs, unhealthyGraceMs, impairedGraceMs, drainDeadlineMs, not a value of type number",
      "patience.bootDeadlineMs: a number from 0 to 86400000, not -1 (number)",
      "patience.drainDeadlineMs: a number from 0 to 86400000, not 86400001 (number)",
      "intervalMs: a number from 100 to 3600000, not 99 (number)",
      "pollMs: a number from 10 to 3600000, not 9 (number)",
      "settleMs: a number from 0 to 3600000, not -1 (number)",
      "callTimeoutMs: a number from 1000 to 3600000, not 999 (number)",
      "capacityRecoveryMs: a number from 0 to 86400000, not NaN (number)",
      "launchFailureThreshold: a whole number from 1 to 1000, not 0.5 (number)",
      'launchRecoveryMs: a number from 0 to 86400000, not "1" (string)',
      "onError: a function, not 1 (number)",
    ]);
    expect(
      problems({
        intervalMs: 100,
        pollMs: 10,
        settleMs: 0,
        callTimeoutMs: 1000,
        capacityRecoveryMs: 0,
        launchFailureThreshold: 1,
        launchRecoveryMs: 0,
        patience: { bootDeadlineMs: 0, drainDeadlineMs: undefined },
      }),
    ).toEqual([]);
  });

  test("the autoscaler", () => {
    expect(autoscale({})).toEqual([]);
    expect(problems({ autoscale: {} })).toEqual([
      "autoscale.max: a whole number from 1 to 10000, not undefined",
    ]);
    expect(
      autoscale({
        max: 0,
        min: -1,
        slotsPerInstance: 0,
        buffer: 11,
        targetWaitMs: 0,
        scaleOut: { cooldownMs: -1, maxStep: 0 },
        scaleIn: { stabilizationMs: -1, cooldownMs: -1, maxShare: 0 },
        schedule: 1,
        budget: { prices: {} },
      }),
    ).toEqual([
      "autoscale.max: a whole number from 1 to 10000, not 0 (number)",
      "autoscale.min: a whole number from 0 to 0, not -1 (number)",
      "autoscale.slotsPerInstance: a whole number from 1 to 1000, not 0 (number)",
      "autoscale.buffer: a number from 0 to 10, not 11 (number)",
      "autoscale.targetWaitMs: a number from 1 to 86400000, not 0 (number)",
      "autoscale.scaleOut.cooldownMs: a number from 0 to 86400000, not -1 (number)",
      "autoscale.scaleOut.maxStep: a whole number from 1 to 10000, not 0 (number)",
      "autoscale.scaleIn.stabilizationMs: a number from 0 to 86400000, not -1 (number)",
      "autoscale.scaleIn.cooldownMs: a number from 0 to 86400000, not -1 (number)",
      `autoscale.scaleIn.maxShare: a number from ${Number.MIN_VALUE} to 1, not 0 (number)`,
      "autoscale.schedule: a list, not 1 (number)",
      `autoscale.budget.perHour: a number from 0 to ${Number.MAX_VALUE}, not NaN (number)`,
      "autoscale.budget.prices: a price for each type, not a value of type object",
    ]);
    expect(autoscale({ min: 11 })).toEqual(["autoscale.min: a whole number from 0 to 10, not 11 (number)"]);
    expect(autoscale({ budget: { perHour: 1, prices: { large: -1 } } })).toEqual([
      `autoscale.budget.prices["large"]: a number from 0 to ${Number.MAX_VALUE}, not -1 (number)`,
    ]);
  });

  test("the schedule", () => {
    const floor = {
      name: "night",
      min: 2,
      from: "22:00",
      to: "06:00",
      days: ["mon"],
      timeZone: "Europe/Berlin",
    };
    expect(autoscale({ schedule: [floor] })).toEqual([]);
    const bad = { name: "", min: 11, from: "24:00", to: "6:00", days: ["monday"], timeZone: "Berlin" };
    expect(autoscale({ schedule: [bad, {}] })).toEqual([
      'autoscale.schedule[0].name: a string that is not empty, not "" (string)',
      "autoscale.schedule[0].min: a whole number from 1 to 10, not 11 (number)",
      'autoscale.schedule[0].from: a time as HH:MM, not "24:00" (string)',
      'autoscale.schedule[0].to: a time as HH:MM, not "6:00" (string)',
      'autoscale.schedule[0].days[0]: one of mon, tue, wed, thu, fri, sat, sun, not "monday" (string)',
      'autoscale.schedule[0].timeZone: an IANA time zone, such as Europe/Berlin, not "Berlin" (string)',
      "autoscale.schedule[1].name: a string that is not empty, not undefined",
      "autoscale.schedule[1].min: a whole number from 1 to 10, not NaN (number)",
      "autoscale.schedule[1].from: a time as HH:MM, not undefined",
      "autoscale.schedule[1].to: a time as HH:MM, not undefined",
    ]);
    expect(autoscale({ schedule: [{ ...floor, timeZone: 1 }] })).toHaveLength(1);
  });
});
