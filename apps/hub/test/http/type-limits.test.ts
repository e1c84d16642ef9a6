import { expect, test } from "vitest";
import { oneLease, pullWorker, testHub, type TestHub } from "../hub-fixture.ts";

const limited = (): Promise<TestHub> =>
  testHub({
    hub: {
      jobTypeLimits: [
        { type: "a", limit: 2 },
        { type: "held", limit: 0 },
        { type: "*", limit: 3 },
      ],
    },
  });

const submit = async (hub: TestHub, type: string, count: number): Promise<void> => {
  await hub.call("POST", "/v1/jobs/batch", { jobs: Array.from({ length: count }, () => ({ type })) });
};

test("no more of a type run than its limit, and the rest follow as they end", async () => {
  const hub = await limited();
  const worker = await pullWorker(hub, { types: ["a", "b", "held"], slots: 20 });
  await submit(hub, "a", 5);
  await submit(hub, "held", 2);
  const first = await worker.lease();
  expect(first.map(({ type }) => type)).toEqual(["a", "a"]);
  await submit(hub, "b", 5);
  expect((await worker.lease()).map(({ type }) => type)).toEqual(["b", "b", "b"]);
  for (const lease of first.slice(0, 1)) await worker.succeed(lease);
  expect((await oneLease(worker)).type).toBe("a");
  expect(await worker.lease(20, 50)).toEqual([]);
});

test("a worker that leaves makes room for its types at others", async () => {
  const hub = await limited();
  const gone = await pullWorker(hub, { id: "gone", types: ["a"], slots: 5 });
  const other = await pullWorker(hub, { id: "other", types: ["a"], slots: 5 });
  await submit(hub, "a", 3);
  expect(await gone.lease()).toHaveLength(2);
  expect(await other.lease(5, 50)).toEqual([]);
  await hub.call("DELETE", "/v1/workers/gone");
  expect(await other.lease()).toHaveLength(2);
});
