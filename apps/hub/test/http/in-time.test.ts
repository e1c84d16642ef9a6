import fastify from "fastify";
import { expect, test } from "vitest";
import { answerInTime } from "../../src/http/in-time.ts";
import { asProblem } from "../../src/http/problem.ts";
import { FakeClock, settle } from "../units/fake-clock.ts";

function setUp() {
  const clock = new FakeClock(0);
  const server = fastify();
  let goOn = (_value: unknown) => {};
  let fail = (_error: Error) => {};
  server.setErrorHandler((error, _request, reply) => {
    const problem = asProblem(error);
    return reply.code(problem?.status ?? 500).send({ detail: problem?.message ?? String(error) });
  });
  answerInTime(server, clock, 1_000);
  const handler = () =>
    new Promise((resolve, reject) => {
      [goOn, fail] = [resolve, reject];
    });
  server.get("/slow", handler);
  server.post("/slow", handler);
  server.get("/now", (_request, reply) => reply.send({ at: "once" }));
  const ask = async (method: "GET" | "POST", url: string, body?: object) => {
    let answer: { status: number; body: unknown } | undefined;
    void server
      .inject({ method, url, ...(body === undefined ? {} : { payload: body }) })
      .then((response) => void (answer = { status: response.statusCode, body: response.json() }));
    for (let turn = 0; turn < 5; turn += 1) await settle();
    return () => answer;
  };
  return { clock, ask, goOn: (value: unknown) => goOn(value), fail: (error: Error) => fail(error) };
}

test("who waits too long is told to come again, and what comes late changes nothing", async () => {
  const { clock, ask, goOn } = setUp();
  const answer = await ask("GET", "/slow");
  await clock.advance(999);
  expect(answer()).toBeUndefined();
  await clock.advance(1);
  for (let turn = 0; turn < 5; turn += 1) await settle();
  expect(answer()).toEqual({
    status: 503,
    body: { detail: expect.stringContaining("may still be done: send it again later") },
  });
  goOn({ late: true });
  await settle();
  expect(answer()?.status).toBe(503);
});

test("what comes in time is what the route says, and leaves no timer", async () => {
  const { clock, ask, goOn, fail } = setUp();
  const [good, bad] = [await ask("GET", "/slow"), undefined];
  goOn({ fine: 1 });
  for (let turn = 0; turn < 5; turn += 1) await settle();
  expect([good(), bad]).toEqual([{ status: 200, body: { fine: 1 } }, undefined]);
  const failing = await ask("GET", "/slow");
  fail(new Error("its own"));
  for (let turn = 0; turn < 5; turn += 1) await settle();
  expect(failing()).toMatchObject({ status: 500, body: { detail: "Error: its own" } });
  expect((await ask("GET", "/now"))()).toEqual({ status: 200, body: { at: "once" } });
  expect(clock.waiting).toEqual([]);
});

test.each([
  ["GET", "/slow?waitMs=500", undefined, 1_500],
  ["GET", "/slow?waitMs=9999999", undefined, 61_000],
  ["GET", "/slow?waitMs=x", undefined, 1_000],
  ["POST", "/slow", { waitMs: 2_000, max: 1 }, 3_000],
  ["POST", "/slow", {}, 1_000],
] as const)("%s %s %j waits for %s ms", async (method, url, body, ms) => {
  const { clock, ask } = setUp();
  await ask(method, url, body);
  expect(clock.waiting).toEqual([ms]);
});
