import { describe, expect, test } from "vitest";
import { admitProbe, halfOpen, lapseAt, lapsed, settleProbe } from "../src/half-open.ts";
import { open } from "../src/open.ts";
import { recoveryOf } from "../src/recovery.ts";
import type { HalfOpen } from "../src/states.ts";
import { POLICY } from "./support.ts";

const opened = open(POLICY, 4, 3, 1, 0);
const first: HalfOpen = { ...halfOpen(POLICY, opened, 100), probes: [100] };
const full: HalfOpen = { ...first, probes: [100, 120] };
const probe = (startedAt: number) => ({ generation: 5, startedAt });

describe("half-open", () => {
  test("begins without probes, and knows how long the next opening would take", () => {
    const policy = { ...POLICY, recovery: recoveryOf({ baseMs: 100, factor: 3, jitter: 1 }) };
    expect(halfOpen(policy, opened, 100)).toEqual({
      kind: "half-open",
      generation: 5,
      since: 100,
      failures: 3,
      openings: 1,
      successes: 0,
      probes: [],
      reopenMs: 150,
    });
  });

  test("admits probes up to the limit, in the same generation", () => {
    expect(admitProbe(POLICY, first, 120)).toEqual({ admitted: true, state: full });
  });

  test("turns further calls away, and says when a place must be free", () => {
    expect(admitProbe(POLICY, full, 150)).toEqual({ admitted: false, retryAfterMs: 950 });
  });

  test("a probe that ends makes room for another", () => {
    const { state } = settleProbe(POLICY, full, probe(100), "success", 30, 130);
    expect(state).toMatchObject({
      kind: "half-open",
      generation: 5,
      probes: [120],
      successes: 1,
      failures: 0,
    });
  });

  test("a probe that counts as nothing only makes room", () => {
    expect(settleProbe(POLICY, full, probe(120), "nothing", 10, 130)).toEqual({ state: first });
  });

  test("enough successes close it, and keep the openings in mind", () => {
    const { state, reason } = settleProbe(POLICY, { ...first, successes: 1 }, probe(100), "success", 30, 130);
    expect(state).toMatchObject({ kind: "closed", generation: 6, failures: 0, openings: 1, since: 130 });
    expect(reason).toBe("probe-success");
  });

  test("one failure opens it again, whatever succeeded before", () => {
    expect(settleProbe(POLICY, { ...first, successes: 1 }, probe(100), "failure", 30, 130)).toEqual({
      state: { kind: "open", generation: 6, since: 130, failures: 4, openings: 2, until: 230 },
      reason: "probe-failure",
    });
  });

  test("a slow success opens it again where slow calls are watched", () => {
    const policy = { ...POLICY, slowProbeMs: 30 };
    expect(settleProbe(policy, first, probe(100), "success", 31, 131)).toMatchObject({
      state: { kind: "open" },
      reason: "probe-slow",
    });
    expect(settleProbe(policy, first, probe(100), "success", 30, 130).state.kind).toBe("half-open");
    expect(settleProbe(policy, first, probe(100), "failure", 31, 131).reason).toBe("probe-failure");
    expect(settleProbe(policy, first, probe(100), "nothing", 31, 131).state.kind).toBe("half-open");
  });

  test("a hung probe opens it again, from the moment at which it lapsed", () => {
    expect(lapseAt(POLICY, full)).toBe(1_100);
    expect(lapseAt(POLICY, { ...first, probes: [] })).toBe(Infinity);
    expect(lapsed(POLICY, { ...full, reopenMs: 70 })).toEqual({
      kind: "open",
      generation: 6,
      since: 1_100,
      failures: 4,
      openings: 2,
      until: 1_170,
    });
  });
});
