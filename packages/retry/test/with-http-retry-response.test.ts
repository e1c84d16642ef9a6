import { describe, expect, test } from "vitest";
import { HttpStatusError, RetryDeadlineError, withHttpRetry, type RetryContext } from "../src/index.ts";
import { fakeResponse, returning } from "./http-helpers.ts";
import { hang, rejection, setup } from "./support.ts";

describe("Responses", () => {
  test("that are discarded are cancelled once the retry is decided, the last one is not", async () => {
    const { clock, options } = setup();
    const first = fakeResponse(503);
    const second = fakeResponse(503);
    const work = returning(first.response, second.response);
    const cancelledAtRetry: boolean[] = [];
    const call = withHttpRetry(work.fn, {
      ...options,
      maxRetries: 1,
      onRetry: ({ error }) => {
        if (!(error instanceof HttpStatusError)) throw error;
        expect(error.response).toBe(first.response);
        cancelledAtRetry.push(first.cancelled());
      },
    });
    expect(await clock.settle(call)).toBe(second.response);
    expect(cancelledAtRetry).toEqual([true]);
    expect(second.cancelled()).toBe(false);
  });

  test("whose body is being read are left alone", async () => {
    const { clock, options } = setup();
    const locked = fakeResponse(503);
    locked.response.body?.getReader();
    const work = returning(locked.response, new Response(null, { status: 502 }), new Response("fine"));
    expect((await clock.settle(withHttpRetry(work.fn, options))).status).toBe(200);
    expect(locked.cancelled()).toBe(false);
  });

  test("of another fetch, whose bodies cannot be cancelled, are retried all the same", async () => {
    const { clock, options } = setup();
    const foreign = { status: 503, ok: false, headers: new Headers({ "retry-after": "3" }), body: {} };
    const work = returning<unknown>(foreign, "fine");
    expect(await clock.settle(withHttpRetry(work.fn, options))).toBe("fine");
    expect(clock.now()).toBe(3000);
  });

  test("that come after their attempt was given up are cancelled", async () => {
    const { clock, options } = setup();
    const late = fakeResponse(200);
    const arrival = Promise.withResolvers<Response>();
    const fn = ({ attempt }: RetryContext): Promise<Response> =>
      attempt === 1 ? arrival.promise : Promise.resolve(new Response("fine"));
    const call = withHttpRetry(fn, { ...options, attemptTimeoutMs: 10 });
    await clock.advance(20);
    arrival.resolve(late.response);
    expect(await (await clock.settle(call)).text()).toBe("fine");
    expect(late.cancelled()).toBe(true);
  });

  test("are resolved with when the next delay would not fit the total time", async () => {
    const { options } = setup();
    const last = fakeResponse(503);
    const call = withHttpRetry(returning(last.response).fn, { ...options, totalTimeoutMs: 500 });
    expect(await call).toBe(last.response);
    expect(last.cancelled()).toBe(false);
  });

  test("are not resolved with once they are discarded", async () => {
    const { clock, options } = setup();
    const fn = ({ attempt }: RetryContext): Promise<Response> =>
      attempt === 1 ? Promise.resolve(fakeResponse(503).response) : hang();
    const error = await rejection(clock.settle(withHttpRetry(fn, { ...options, totalTimeoutMs: 1500 })));
    expect(error).toBeInstanceOf(RetryDeadlineError);
    expect(error).toHaveProperty("cause.status", 503);
  });
});
