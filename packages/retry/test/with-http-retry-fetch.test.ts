import { describe, expect, test, vi } from "vitest";
import { RetryExhaustedError, withHttpRetry } from "../src/index.ts";
import { loopback } from "./loopback.ts";
import { rejection, setup } from "./support.ts";

const ok = { status: 200, body: "fine" };
const busy = { status: 503, body: "busy" };

describe("with fetch, over the loopback", () => {
  test("retries a status that may pass and resolves with the later Response", async () => {
    await using server = await loopback(busy, { status: 429 }, ok);
    const { clock, delays, options } = setup();
    const call = withHttpRetry(({ signal }) => fetch(server.url, { signal }), options);
    const response = await clock.settle(call);
    expect(await response.text()).toBe("fine");
    expect(server.requests).toHaveLength(3);
    expect(delays).toEqual([1000, 2000]);
  });

  test("retries a connection that is reset", async () => {
    await using server = await loopback("reset", ok);
    const { clock, options } = setup();
    const response = await clock.settle(withHttpRetry(() => fetch(server.url), options));
    expect(response.status).toBe(200);
    expect(server.requests).toHaveLength(2);
  });

  test("retries a refused connection until retries are used up, then tells the TypeError of fetch", async () => {
    const server = await loopback(ok);
    await server[Symbol.asyncDispose]();
    const { clock, options } = setup();
    const error = await rejection(clock.settle(withHttpRetry(() => fetch(server.url), options)));
    if (!(error instanceof RetryExhaustedError)) throw error;
    expect(error.attempts).toHaveLength(4);
    expect(error.cause).toBeInstanceOf(TypeError);
    expect(error.cause).toHaveProperty("cause.code", "ECONNREFUSED");
  });

  test("does not retry a wrong address", async () => {
    const fn = vi.fn(() => fetch("nowhere://127.0.0.1/"));
    expect(await rejection(withHttpRetry(fn))).toBeInstanceOf(TypeError);
    expect(fn).toHaveBeenCalledOnce();
  });

  test("ends a request that hangs, and the abort reaches fetch", async () => {
    await using server = await loopback("hang");
    const controller = new AbortController();
    const inner = Promise.withResolvers<unknown>();
    server.server.on("request", () => controller.abort("stop"));
    const call = withHttpRetry(
      ({ signal }) => {
        const response = fetch(server.url, { signal });
        response.catch(inner.resolve);
        return response;
      },
      { signal: controller.signal },
    );
    expect(await rejection(call)).toBe("stop");
    expect(await inner.promise).toBe("stop");
  });

  test("resolves with the last Response, its body unread, when retries are used up", async () => {
    await using server = await loopback(busy);
    const { clock, options } = setup();
    const response = await clock.settle(
      withHttpRetry(() => fetch(server.url), { ...options, maxRetries: 2 }),
    );
    expect(response.status).toBe(503);
    expect(await response.text()).toBe("busy");
    expect(server.requests).toHaveLength(3);
  });
});
