import { describe, expect, test } from "vitest";
import { intentId, launchIntent, offerName, placeOf } from "../src/identity.ts";
import { everyOffer } from "../src/index.ts";
import { inOrder } from "../src/offers.ts";
import { lookAgain } from "../src/sightings.ts";
import { count, perHour, seconds } from "../src/words.ts";
import { instance, worker } from "./samples.ts";
import { OFFERS } from "./support.ts";

describe("identity", () => {
  test("a place and its id say the same", () => {
    expect(intentId({ slot: 12, generation: 3 })).toBe("s12-g3");
    expect(placeOf({ intentId: "s12-g3" })).toEqual({ slot: 12, generation: 3 });
    for (const odd of [undefined, "", "s1", "s1-g1-x", "xs1-g1", "s-1-g1", "s1234567-g0"]) {
      expect(placeOf({ intentId: odd })).toBeUndefined();
    }
  });

  test("the token follows from cluster, id and offer, and from nothing else", () => {
    const token = (cluster: string, id: string, offer = 0): string =>
      launchIntent(cluster, id, OFFERS[offer] ?? OFFERS[0]).token;
    expect(token("c", "s0-g0")).toMatch(/^[0-9a-f]{64}$/);
    expect(token("c", "s0-g0")).toBe(token("c", "s0-g0"));
    const all = [token("c", "s0-g0"), token("d", "s0-g0"), token("c", "s0-g1"), token("c", "s0-g0", 1)];
    expect(new Set(all).size).toBe(4);
    expect(launchIntent("c", "s0-g0", OFFERS[0])).toMatchObject({
      id: "s0-g0",
      cluster: "c",
      offer: OFFERS[0],
    });
  });

  test("an offer's name", () => {
    expect(offerName(OFFERS[0])).toBe("large/a/spot");
  });
});

describe("offers", () => {
  test("every combination: types first, then markets, then zones", () => {
    expect(everyOffer(["l", "s"], ["a", "b"], ["spot", "on-demand"]).map(offerName)).toEqual([
      "l/a/spot",
      "l/b/spot",
      "l/a/on-demand",
      "l/b/on-demand",
      "s/a/spot",
      "s/b/spot",
      "s/a/on-demand",
      "s/b/on-demand",
    ]);
  });

  test("preference comes before balance, and balance before the order of zones", () => {
    const offers = everyOffer(["l", "s"], ["a", "b"], ["spot"]);
    const order = (...zones: string[]): string[] =>
      inOrder(
        offers,
        zones.map((zone) => ({ zone })),
      ).map(offerName);
    expect(order()).toEqual(["l/a/spot", "l/b/spot", "s/a/spot", "s/b/spot"]);
    expect(order("a")).toEqual(["l/b/spot", "l/a/spot", "s/b/spot", "s/a/spot"]);
    expect(order("a", "b", "b", "c", "c", "c")).toEqual(["l/a/spot", "l/b/spot", "s/a/spot", "s/b/spot"]);
  });
});

describe("sightings", () => {
  const sick = worker(0, { status: "unhealthy", draining: true });
  const impaired = instance(0, { statusChecks: "impaired" });

  test("say since when", () => {
    const first = lookAgain(new Map(), [impaired, instance(1)], new Map([["i-0", sick]]), 100);
    expect(first.get("i-0")).toEqual({ unhealthy: 100, impaired: 100, draining: 100 });
    expect(first.get("i-1")).toEqual({ workerMissing: 100 });
    const second = lookAgain(first, [impaired, instance(1)], new Map([["i-0", sick]]), 200);
    expect(second).toEqual(first);
  });

  test("are forgotten when it no longer holds, and begin anew", () => {
    const first = lookAgain(new Map(), [impaired], new Map([["i-0", sick]]), 100);
    const well = lookAgain(first, [instance(0)], new Map([["i-0", worker(0)]]), 200);
    expect(well.get("i-0")).toEqual({});
    expect(lookAgain(well, [impaired], new Map([["i-0", sick]]), 300).get("i-0")).toMatchObject({
      unhealthy: 300,
    });
    expect(lookAgain(first, [], new Map(), 200).size).toBe(0);
  });
});

test("words", () => {
  expect([0, 1499, 119_999, 120_000, 150_000, 7_199_000, 7_200_000, 9_000_000].map(seconds)).toEqual([
    "0 s",
    "1 s",
    "120 s",
    "2 min",
    "2.5 min",
    "120 min",
    "2 h",
    "2.5 h",
  ]);
  expect([count(0, "slot"), count(1, "slot"), count(2, "slot")]).toEqual(["0 slots", "1 slot", "2 slots"]);
  expect(perHour(1.256)).toBe("$1.26 an hour");
});
