import { expect, test } from "vitest";
import { TypeLimits } from "../../src/dispatch/type-limits.ts";
import { newJob } from "../jobs/support.ts";
import { FakeClock } from "./fake-clock.ts";
import { storeWithLedger } from "./support.ts";

const limitsOf = (text: string): TypeLimits =>
  new TypeLimits(
    text
      .split(",")
      .filter(Boolean)
      .map((each) => each.split("="))
      .map(([type = "", limit]) => ({ type, limit: Number(limit) })),
  );

test("without limits there is room without end", () => {
  expect(limitsOf("").room("mail")).toBe(Infinity);
  expect(limitsOf("").any).toBe(false);
});

test("a type's own limit goes before the star's, which each other type has for itself", () => {
  const limits = limitsOf("mail=2,*=3");
  expect(limits.room("mail")).toBe(2);
  for (const type of ["a", "a", "mail"]) limits.started(type);
  expect(["mail", "a", "b"].map((type) => limits.room(type))).toEqual([1, 1, 3]);
  expect(limitsOf("mail=2").room("a")).toBe(Infinity);
});

test("more running than the limit, as after it was lowered, is no room", () => {
  const limits = limitsOf("mail=1");
  for (const type of ["mail", "mail"]) limits.started(type);
  expect(limits.room("mail")).toBe(0);
});

test("every way a lease begins and ends is counted", async () => {
  const { ledger, clock } = storeWithLedger();
  const limits = limitsOf("mail=10");
  limits.follow(ledger);
  const ids = ["lost", "failed", "done", "cancelled", "late", "back", "kept"];
  await ledger.submit([...ids, "queued"].map((id) => ({ job: newJob({ id }), payload: "1" })));
  await ledger.claim({
    wanted: new Map([["mail", 10]]),
    now: clock.now(),
    assign: () => ids.map((jobId) => ({ jobId, workerId: "w", leaseId: `lease-${jobId}` })),
  });
  expect(limits.running("mail")).toBe(7);
  const lease = (jobId: string) => ({ leaseId: `lease-${jobId}`, workerId: "w" });
  await ledger.apply([
    { jobId: "lost", event: { type: "lose", reason: "it died", ...lease("lost") } },
    { jobId: "failed", event: { type: "fail", error: { name: "E", message: "m" }, ...lease("failed") } },
    { jobId: "done", event: { type: "succeed", result: "1", ...lease("done") } },
    { jobId: "cancelled", event: { type: "cancel" } },
    { jobId: "queued", event: { type: "cancel" } },
    { jobId: "late", event: { type: "timeout", ...lease("late") } },
    { jobId: "back", event: { type: "release", reason: "refused", ...lease("back") } },
  ]);
  expect(limits.running("mail")).toBe(1);
  await ledger.apply([{ jobId: "done", event: { type: "succeed", result: "1", ...lease("done") } }]);
  expect(limits.running("mail")).toBe(1);
});

test("of several hubs each counts the leases of its own workers", async () => {
  const { ledger, clock } = storeWithLedger();
  const limits = limitsOf("mail=10");
  limits.follow(ledger, ({ leaseId }) => leaseId === "here");
  await ledger.submit(["a", "b"].map((id) => ({ job: newJob({ id }), payload: "1" })));
  const assign = () => [
    { jobId: "a", workerId: "w", leaseId: "here" },
    { jobId: "b", workerId: "w", leaseId: "there" },
  ];
  await ledger.claim({ wanted: new Map([["mail", 10]]), now: clock.now(), assign });
  expect(limits.running("mail")).toBe(2);
  for (const [jobId, leaseId] of [
    ["a", "here"],
    ["b", "there"],
  ] as const)
    await ledger.apply([{ jobId, event: { type: "succeed", result: "1", leaseId, workerId: "w" } }]);
  expect(limits.running("mail")).toBe(1);
  limits.recount(["mail", "mail", "other"]);
  expect([limits.running("mail"), limits.running("other")]).toEqual([2, 1]);
  limitsOf("").recount(["mail"]);
});

test("the store is told of the limits of what is wanted, and a type of which it gives less rests for a moment", async () => {
  const clock = new FakeClock(0);
  let woken = 0;
  const wake = () => (woken += 1);
  const limits = new TypeLimits([{ type: "mail", limit: 5 }], { clock, wake });
  expect(limits.shared(["a", "b"])).toEqual({});
  const { limits: told, onCut } = limits.shared(["mail", "a"]);
  expect(told).toEqual(new Map([["mail", 5]]));
  onCut?.(["mail"]);
  expect([limits.room("mail"), limits.room("a")]).toEqual([0, Infinity]);
  await clock.advance(199);
  expect(woken).toBe(0);
  await clock.advance(1);
  expect([limits.room("mail"), woken]).toEqual([5, 1]);
  const star = new TypeLimits([{ type: "*", limit: 3 }], { clock, wake });
  expect(star.shared(["a"]).limits).toEqual(new Map([["a", 3]]));
});
