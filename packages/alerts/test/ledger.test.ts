import { describe, expect, test } from "vitest";
import { allowedAt, looksAt, transition, type Ledger, type LedgerPhase } from "../src/ledger.ts";

const timing = { groupWaitMs: 10, groupIntervalMs: 100, repeatIntervalMs: 1000 };
const now = 5000;
const phases: Readonly<Record<LedgerPhase["kind"], LedgerPhase>> = {
  quiet: { kind: "quiet", lookAt: 9000 },
  waiting: { kind: "waiting", since: 4000 },
  queued: { kind: "queued" },
  sending: { kind: "sending" },
  failed: { kind: "failed", retryAt: 8000 },
};
const again: LedgerPhase = { kind: "quiet", lookAt: 6000 };

describe("what one sink was told of one group", () => {
  test.each([
    ["quiet", "changed", { kind: "waiting", since: now }],
    ["waiting", "changed", phases.waiting],
    ["queued", "changed", phases.queued],
    ["sending", "changed", { kind: "sending", changedAt: now }],
    ["failed", "changed", phases.failed],
    ["quiet", "news", phases.queued],
    ["waiting", "news", phases.queued],
    ["queued", "news", phases.queued],
    ["sending", "news", phases.sending],
    ["failed", "news", phases.queued],
    ["quiet", "nothing", again],
    ["waiting", "nothing", again],
    ["queued", "nothing", again],
    ["sending", "nothing", again],
    ["failed", "nothing", again],
    ["quiet", "started", phases.sending],
    ["waiting", "started", phases.sending],
    ["queued", "started", phases.sending],
    ["sending", "started", phases.sending],
    ["failed", "started", phases.sending],
    ["quiet", "taken", phases.quiet],
    ["waiting", "taken", phases.waiting],
    ["queued", "taken", phases.queued],
    ["sending", "taken", again],
    ["failed", "taken", phases.failed],
    ["quiet", "refused", phases.quiet],
    ["waiting", "refused", phases.waiting],
    ["queued", "refused", phases.queued],
    ["sending", "refused", { kind: "failed", retryAt: 7777 }],
    ["failed", "refused", phases.failed],
  ] as const)("%s, %s", (kind, input, expected) => {
    const inputs = {
      changed: { type: "changed" },
      news: { type: "looked", news: true },
      nothing: { type: "looked", news: false },
      started: { type: "started" },
      taken: { type: "taken" },
      refused: { type: "refused", retryAt: 7777 },
    } as const;
    expect(transition(phases[kind], inputs[input], now, timing)).toEqual(expected);
  });

  test("what changed while it was sent is told after its own wait; the first change counts", () => {
    const changed = transition({ kind: "sending", changedAt: 4500 }, { type: "changed" }, now, timing);
    expect(changed).toEqual({ kind: "sending", changedAt: 4500 });
    expect(transition(changed, { type: "taken" }, now, timing)).toEqual({ kind: "waiting", since: 4500 });
    expect(transition(changed, { type: "started" }, now, timing)).toEqual({ kind: "sending" });
  });

  test("a look without news keeps the time of the repeat", () => {
    const look = (toldAt: number) =>
      transition(phases.waiting, { type: "looked", news: false, toldAt }, now, timing);
    expect(look(4700)).toEqual({ kind: "quiet", lookAt: 5700 });
    expect(look(4001)).toEqual({ kind: "quiet", lookAt: 5001 });
    // Nothing to repeat (muted, acknowledged): look again a whole interval later.
    expect(look(4000)).toEqual({ kind: "quiet", lookAt: 6000 });
    expect(look(10)).toEqual({ kind: "quiet", lookAt: 6000 });
  });

  test("when to look", () => {
    const at = (phase: LedgerPhase, toldAt?: number): number =>
      looksAt({ phase, toldAt, told: new Map() } satisfies Ledger, timing);
    expect(at(phases.quiet)).toBe(9000);
    expect(at(phases.waiting)).toBe(4010);
    expect(at(phases.waiting, 3909)).toBe(4010);
    expect(at(phases.waiting, 3950)).toBe(4050);
    expect(at(phases.failed, 7950)).toBe(8000);
    expect(at(phases.queued)).toBe(Infinity);
    expect(at(phases.sending)).toBe(Infinity);
    expect(allowedAt(undefined, timing)).toBe(-Infinity);
    expect(allowedAt(50, timing)).toBe(150);
  });
});
