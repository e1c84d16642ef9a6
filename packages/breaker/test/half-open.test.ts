import { describe, expect, test } from "vitest";
import { admitProbe, halfOpen, settleProbe } from "../src/half-open.ts";
import { POLICY } from "./support.ts";

const first = halfOpen(5, 3, 100);

describe("half-open", () => {
  test("starts with its first probe under way", () => {
    expect(first).toMatchObject({ generation: 5, failures: 3, successes: 0, inFlight: 1, probedAt: 100 });
  });

  test("admits probes up to the limit, in the same generation", () => {
    const admission = admitProbe(POLICY, first, 120);
    expect(admission).toMatchObject({ admitted: true, state: { generation: 5, inFlight: 2, probedAt: 120 } });
  });

  test("turns further calls away", () => {
    const full = { ...first, inFlight: 2 };
    expect(admitProbe(POLICY, full, 120)).toEqual({ admitted: false, retryAfterMs: 0, state: full });
  });

  test("a probe that ends makes room for another", () => {
    const { state } = settleProbe(POLICY, { ...first, inFlight: 2 }, "success", 130);
    expect(state).toMatchObject({ kind: "half-open", generation: 5, inFlight: 1, successes: 1, failures: 0 });
  });

  test("a probe that counts as nothing only makes room", () => {
    const { state } = settleProbe(POLICY, { ...first, inFlight: 2 }, "nothing", 130);
    expect(state).toEqual({ ...first, inFlight: 1 });
  });

  test("enough successes close it", () => {
    expect(settleProbe(POLICY, { ...first, successes: 1 }, "success", 130)).toEqual({
      state: { kind: "closed", generation: 6, failures: 0 },
      reason: "probe-success",
    });
  });

  test("one failure opens it again, whatever succeeded before", () => {
    expect(settleProbe(POLICY, { ...first, successes: 1 }, "failure", 130)).toEqual({
      state: { kind: "open", generation: 6, failures: 4, until: 230 },
      reason: "probe-failure",
    });
  });

  test("probes that lapsed are given up: a new generation, without a change of state", () => {
    const full = { ...first, inFlight: 2, successes: 1 };
    const policy = { ...POLICY, probeLapseMs: 40 };
    expect(admitProbe(policy, full, 139)).toMatchObject({ admitted: false });
    expect(admitProbe(policy, full, 140)).toEqual({ admitted: true, state: halfOpen(6, 3, 140) });
  });
});
