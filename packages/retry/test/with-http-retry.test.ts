import { describe, expect, test, vi } from "vitest";
import { withHttpRetry, type HttpRetryOptions, type RetryContext } from "../src/index.ts";
import { fakeResponse, returning } from "./http-helpers.ts";
import { failing, hang, rejection, setup } from "./support.ts";

describe("which failures", () => {
  test.each([408, 425, 429, 500, 502, 503, 504])("status %i is retried", async (status) => {
    const { clock, options } = setup();
    const work = returning(fakeResponse(status).response, new Response("fine"));
    const response = await clock.settle(withHttpRetry(work.fn, options));
    expect(response.status).toBe(200);
  });

  test.each([200, 204, 304, 400, 401, 404, 409, 501, 505])("status %i is not", async (status) => {
    const expected = new Response(null, { status });
    const work = returning(expected);
    await expect(withHttpRetry(work.fn)).resolves.toBe(expected);
  });

  test("statuses replaces the list", async () => {
    const { clock, options } = setup();
    const custom = { ...options, statuses: [404] };
    const found = returning(fakeResponse(404).response, new Response("fine"));
    expect((await clock.settle(withHttpRetry(found.fn, custom))).status).toBe(200);
    const unavailable = returning(fakeResponse(503).response);
    expect((await withHttpRetry(unavailable.fn, custom)).status).toBe(503);
  });

  test("a thrown error with a status that may pass is retried, and told when retries are used up", async () => {
    const { clock, options } = setup();
    const error = Object.assign(new Error("unavailable"), { statusCode: 503 });
    const work = failing(error, error);
    const told = await rejection(clock.settle(withHttpRetry(work.fn, { ...options, maxRetries: 1 })));
    expect(told).toMatchObject({ name: "RetryExhaustedError", cause: error });
    const wrong = Object.assign(new Error("not found"), { status: 404 });
    expect(await rejection(withHttpRetry(failing(wrong).fn))).toBe(wrong);
  });

  test("an attempt that takes too long is retried", async () => {
    const { clock, options } = setup();
    const fn = ({ attempt }: RetryContext): Promise<string> =>
      attempt === 1 ? hang() : Promise.resolve("done");
    const call = withHttpRetry(fn, { ...options, attemptTimeoutMs: 10 });
    await expect(clock.settle(call)).resolves.toBe("done");
  });

  test("a value that is no Response is a success, even with a status of its own", async () => {
    const record = { status: 503 };
    await expect(withHttpRetry(async () => record)).resolves.toBe(record);
  });

  test("shouldRetry can refuse, and is asked only about what would be retried", async () => {
    const shouldRetry = vi.fn(() => false);
    const last = fakeResponse(503);
    const refused = await withHttpRetry(returning(last.response).fn, { shouldRetry });
    expect(refused).toBe(last.response);
    expect(last.cancelled()).toBe(false);
    expect(shouldRetry.mock.calls).toMatchObject([[{ error: { status: 503 }, attempt: 1 }]]);
    const bug = new Error("bug");
    expect(await rejection(withHttpRetry(failing(bug).fn, { shouldRetry }))).toBe(bug);
    expect(shouldRetry).toHaveBeenCalledOnce();
  });

  test("an error with retryable: true widens the rules", async () => {
    const { clock, options } = setup();
    const parse = Object.assign(new SyntaxError("cut short"), { retryable: true });
    await expect(clock.settle(withHttpRetry(failing(parse).fn, options))).resolves.toBe("done");
  });
});

describe("which requests", () => {
  const attempts = async (request: HttpRetryOptions): Promise<number> => {
    const { clock, options } = setup();
    const work = returning(fakeResponse(503).response, new Response("fine"));
    await clock.settle(withHttpRetry(work.fn, { ...options, ...request }));
    return work.calls();
  };

  test.each(["GET", "HEAD", "OPTIONS", "PUT", "DELETE", "TRACE", "get"])("%s is retried", async (method) => {
    expect(await attempts({ method })).toBe(2);
  });

  test.each(["POST", "PATCH", "post", "CONNECT"])("%s is not", async (method) => {
    expect(await attempts({ method })).toBe(1);
  });

  test("POST is, if it is idempotent or has a key", async () => {
    expect(await attempts({ method: "POST", idempotent: true })).toBe(2);
    expect(await attempts({ method: "POST", idempotencyKey: "order-7" })).toBe(2);
  });

  test("idempotent: false forbids it for any method", async () => {
    expect(await attempts({ method: "PUT", idempotent: false })).toBe(1);
    expect(await attempts({ idempotent: false, idempotencyKey: "order-7" })).toBe(1);
  });

  test("a network failure of POST is told as it is", async () => {
    const reset = Object.assign(new Error("reset"), { code: "ECONNRESET" });
    expect(await rejection(withHttpRetry(failing(reset).fn, { method: "POST" }))).toBe(reset);
  });
});

describe("Retry-After", () => {
  const delayFor = async (header: string, more: HttpRetryOptions = {}): Promise<number | undefined> => {
    const { clock, delays, options } = setup();
    const work = returning(fakeResponse(503, { "retry-after": header }).response, new Response("fine"));
    await clock.settle(withHttpRetry(work.fn, { ...options, ...more }));
    return delays[0];
  };

  test("in seconds and as a date raises the delay", async () => {
    expect(await delayFor("7")).toBe(7000);
    // The fake clock starts at 2026-01-01T00:00:00Z.
    expect(await delayFor("Thu, 01 Jan 2026 00:00:20 GMT")).toBe(20_000);
  });

  test("never lowers it, and cannot exceed the cap", async () => {
    expect(await delayFor("0")).toBe(1000);
    expect(await delayFor("3600")).toBe(30_000);
    expect(await delayFor("3600", { maxRetryAfterMs: 45_000 })).toBe(45_000);
  });

  test("that is not readable is ignored", async () => {
    expect(await delayFor("soon")).toBe(1000);
  });

  test("is read from a thrown error's headers", async () => {
    const { clock, delays, options } = setup();
    const error = Object.assign(new Error("busy"), {
      response: { status: 429, headers: { "Retry-After": "9" } },
    });
    await clock.settle(withHttpRetry(failing(error).fn, options));
    expect(delays).toEqual([9000]);
  });
});

test("invalid options are all listed, and a key is never printed", async () => {
  const options = {
    method: "",
    idempotent: "yes",
    idempotencyKey: 31337,
    statuses: [42],
    maxRetries: -1,
  };
  const error = await rejection(withHttpRetry(async () => 1, options as unknown as HttpRetryOptions));
  expect(error).toHaveProperty("problems", [
    "maxRetries: expected an integer of 0 or more, or Infinity, received -1 (number)",
    'method: expected a method name, received "" (string)',
    'idempotent: expected true or false, received "yes" (string)',
    "idempotencyKey: expected a string that is not empty, received a value of kind number",
    "statuses: expected an array of HTTP statuses from 100 to 599, received a value of kind array",
  ]);
  expect(String(error)).not.toContain("31337");
});
