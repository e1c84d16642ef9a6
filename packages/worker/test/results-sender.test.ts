import type { AttemptResult } from "@pigeon/protocol";
import { expect, test } from "vitest";
import type { WorkerEvent } from "../src/events.ts";
import type { HubAnswer } from "../src/hub-answer.ts";
import type { HubCall } from "../src/hub-link.ts";
import { returned } from "../src/outcome.ts";
import { createResultsSender } from "../src/results-sender.ts";
import { away, fakeLink, ok, refused } from "./fake-link.ts";
import { fakeSystem } from "./fake-system.ts";

const aReport = (n: number) => returned({ leaseId: `l${n}`, jobId: `j${n}` }, n, 1);
const idsOf = (call: HubCall): string[] =>
  (JSON.parse(call.body ?? "") as { results: AttemptResult[] }).results.map(({ leaseId }) => leaseId);
const acceptAll = (call: HubCall): HubAnswer => ok({ accepted: idsOf(call), rejected: [] });
const never = new AbortController().signal;

function setUp(answer: (call: HubCall, number: number) => HubAnswer | Promise<HubAnswer>) {
  const system = fakeSystem();
  const link = fakeLink(answer);
  const events: WorkerEvent[] = [];
  const unknown: string[] = [];
  const sender = createResultsSender({
    link,
    path: "/v1/workers/w/results",
    system,
    emit: (event) => events.push(event),
    onUnknownWorker: () => unknown.push("again"),
  });
  return { system, link, events, unknown, sender };
}

test("what finishes together is sent together, at once", async () => {
  const { system, link, sender } = setUp(acceptAll);
  for (let n = 0; n < 3; n += 1) sender.add(aReport(n));
  expect(sender.unacknowledged()).toEqual(["l0", "l1", "l2"]);
  await system.settle();
  expect(link.calls.map(idsOf)).toEqual([["l0", "l1", "l2"]]);
  expect(link.calls[0]).toMatchObject({ method: "POST", path: "/v1/workers/w/results" });
  expect(sender.unacknowledged()).toEqual([]);
  expect(system.waiting()).toEqual([]);
});

test("what finishes during a request goes with the next, 100 at most", async () => {
  const held = Promise.withResolvers<void>();
  const { system, link, sender } = setUp(async (call, number) => {
    if (number === 1) await held.promise;
    return acceptAll(call);
  });
  sender.add(aReport(0));
  await system.settle();
  for (let n = 1; n <= 150; n += 1) sender.add(aReport(n));
  held.resolve();
  await sender.flushed(never);
  expect(link.calls.map((call) => idsOf(call).length)).toEqual([1, 100, 50]);
});

test.each([
  ["out of reach", away],
  ["broken", refused(500)],
  ["too busy", refused(429)],
  ["refusing the token", refused(401)],
  ["answering nonsense", ok({ hello: 1 })],
  ["answering for other leases only", ok({ accepted: ["other"], rejected: [] })],
])("nothing is dropped while the hub is %s", async (_name, trouble) => {
  let mended = false;
  const { system, link, events, sender } = setUp((call) => (mended ? acceptAll(call) : trouble));
  sender.add(aReport(1));
  await system.settle();
  expect(system.waiting()[0]).toBe(25);
  await system.advance(60_000);
  expect(sender.has("l1")).toBe(true);
  expect(link.calls.length).toBeGreaterThan(35);
  expect(system.waiting()[0]).toBeLessThanOrEqual(2000);
  mended = true;
  await system.advance(2000);
  expect(sender.unacknowledged()).toEqual([]);
  expect(events).toEqual([]);
});

test("a Retry-After longer than the backoff is kept", async () => {
  const { system, sender } = setUp((call, number) =>
    number === 1 ? refused(429, "busy", 7000) : acceptAll(call),
  );
  sender.add(aReport(1));
  await system.settle();
  expect(system.waiting()).toEqual([7000]);
  await system.advance(7000);
  expect(sender.unacknowledged()).toEqual([]);
});

test("a hub that does not know the worker gets the results after the worker registered again", async () => {
  const { system, unknown, sender } = setUp((call, number) =>
    number === 1 ? refused(404) : acceptAll(call),
  );
  sender.add(aReport(1));
  await system.settle();
  expect(unknown).toEqual(["again"]);
  expect(sender.has("l1")).toBe(true);
  await system.advance(50);
  expect(sender.has("l1")).toBe(false);
});

test("a rejected result is dropped and told; one of another lease id is no matter", async () => {
  const rejected = [
    { leaseId: "l1", reason: "stale-lease" },
    { leaseId: "unheard-of", reason: "unknown-job" },
  ];
  const { system, events, sender } = setUp(() => ok({ accepted: ["l2"], rejected }));
  sender.add(aReport(1));
  sender.add(aReport(2));
  await system.settle();
  expect(sender.unacknowledged()).toEqual([]);
  expect(events).toEqual([
    {
      kind: "result-rejected",
      leaseId: "l1",
      jobId: "j1",
      reason: "stale-lease",
      detail: expect.any(String) as string,
    },
  ]);
});

test("one result that the hub cannot take does not hold up the others, and its job fails with the reason", async () => {
  const accepted: AttemptResult[] = [];
  const { system, sender, events } = setUp((call) => {
    const { results } = JSON.parse(call.body ?? "") as { results: AttemptResult[] };
    if (results.some(({ leaseId, status }) => leaseId === "l3" && status === "succeeded"))
      return refused(400, "result: odd");
    accepted.push(...results);
    return acceptAll(call);
  });
  for (let n = 0; n < 8; n += 1) sender.add(aReport(n));
  await system.settle();
  await sender.flushed(never);
  expect(accepted.map(({ leaseId }) => leaseId).sort()).toEqual([
    "l0",
    "l1",
    "l2",
    "l3",
    "l4",
    "l5",
    "l6",
    "l7",
  ]);
  expect(accepted.find(({ leaseId }) => leaseId === "l3")?.error?.message).toContain("result: odd");
  expect(system.waiting()).toEqual([]);
  expect(events).toEqual([]);
});

test("a failure that the hub cannot take either is dropped and told", async () => {
  const { sender, events } = setUp(() => refused(413, "too large"));
  sender.add(aReport(1));
  await sender.flushed(never);
  expect(events).toEqual([
    { kind: "result-rejected", leaseId: "l1", jobId: "j1", reason: "not-accepted", detail: "too large" },
  ]);
});

test("flushed: at once when idle, after the last answer, or when its signal ends the wait", async () => {
  const { system, sender } = setUp(() => away);
  await sender.flushed(never);
  sender.add(aReport(1));
  const deadline = new AbortController();
  const flushed = sender.flushed(deadline.signal);
  await system.settle();
  deadline.abort();
  await flushed;
  await sender.flushed(deadline.signal);
  expect(sender.has("l1")).toBe(true);
});

test("after close nothing is sent and no timer is left", async () => {
  const { system, link, sender } = setUp(() => away);
  sender.add(aReport(1));
  await system.settle();
  const flushed = sender.flushed(never);
  sender.close();
  await flushed;
  expect(system.waiting()).toEqual([]);
  sender.add(aReport(2));
  await system.advance(10_000);
  expect(link.calls).toHaveLength(1);
});
