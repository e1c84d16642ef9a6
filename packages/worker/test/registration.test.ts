import { expect, test } from "vitest";
import type { HubAnswer } from "../src/hub-answer.ts";
import { HubRefusedError } from "../src/index.ts";
import { register } from "../src/registration.ts";
import { away, fakeLink, ok, refused } from "./fake-link.ts";
import { fakeSystem } from "./fake-system.ts";

const granted = { workerId: "w", heartbeatIntervalMs: 1000, workerToken: "t" };

function setUp(answers: readonly HubAnswer[], persistent = false) {
  const system = fakeSystem();
  const abort = new AbortController();
  const link = fakeLink((_call, number) => answers[Math.min(number, answers.length) - 1] ?? away);
  const request = { workerId: "w", types: ["a"], slots: 1 };
  const done = register({ link, request, system, signal: abort.signal, persistent });
  return { system, link, abort, done };
}

test("registers at once when the hub is there", async () => {
  const { link, done } = setUp([ok(granted)]);
  expect(await done).toEqual(granted);
  expect(link.calls[0]).toMatchObject({ method: "POST", path: "/v1/workers" });
  expect(link.bodies()).toEqual([{ workerId: "w", types: ["a"], slots: 1 }]);
});

test("waits for a hub that is not there, not ready or too busy", async () => {
  const { system, link, done } = setUp([away, refused(503), refused(429, "busy", 9000), ok(granted)]);
  await system.advance(8000);
  expect(link.calls).toHaveLength(3);
  await system.advance(2000);
  expect(await done).toEqual(granted);
});

test.each([[400], [401], [403], [404], [409]])(
  "a definite %i rejects with the hub's words",
  async (status) => {
    const { done } = setUp([refused(status, "Bad token (x)")]);
    const error = await done.catch((error: unknown) => error);
    expect(error).toBeInstanceOf(HubRefusedError);
    expect(error).toMatchObject({
      status,
      name: "HubRefusedError",
      message: "the hub at http://hub refused this worker: Bad token (x)",
    });
  },
);

test("an answer of another shape rejects: this is no hub", async () => {
  await expect(setUp([ok({ hello: "world" })]).done).rejects.toThrow("is it a Pigeon hub?");
});

test("a worker that was registered before keeps trying through refusals", async () => {
  const { system, done } = setUp([refused(401), ok({ odd: 1 }), refused(400), ok(granted)], true);
  await system.advance(1000);
  expect(await done).toEqual(granted);
});

test("an abort ends the waiting without a registration", async () => {
  const { system, abort, done } = setUp([away]);
  await system.advance(1000);
  abort.abort();
  expect(await done).toBeUndefined();
  expect(system.waiting()).toEqual([]);
});
