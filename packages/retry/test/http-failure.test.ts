import { describe, expect, test } from "vitest";
import { AttemptTimeoutError, isRetryableHttpError } from "../src/index.ts";
import { httpRetryAfterMs } from "../src/http/http-failure.ts";

const withCode = (code: string): Error => Object.assign(new Error(code), { code });
const fetchFailed = (cause: unknown): TypeError => new TypeError("fetch failed", { cause });

describe("isRetryableHttpError", () => {
  test.each([
    ["status", { status: 503 }],
    ["statusCode", { statusCode: 429 }],
    ["response.status", { response: { status: 500 } }],
    ["retryable: true, whatever the status", { retryable: true, status: 400 }],
    ["a timeout of fetch", new DOMException("late", "TimeoutError")],
    ["our own timeout", new AttemptTimeoutError(1, 5)],
    ["a network code", withCode("ECONNRESET")],
    ["fetch failed, for the network", fetchFailed(withCode("UND_ERR_SOCKET"))],
    ["both addresses refused", fetchFailed(new AggregateError([withCode("ECONNREFUSED")]))],
  ])("yes: %s", (_what, error) => {
    expect(isRetryableHttpError(error)).toBe(true);
  });

  test.each([
    ["a status that will not pass", { status: 404 }],
    ["retryable: false, whatever the status", { retryable: false, status: 503 }],
    ["a status outranks the code", { status: 400, code: "ECONNRESET" }],
    ["an abort", Object.assign(new DOMException("stop", "AbortError"), { cause: withCode("ECONNRESET") })],
    ["a bad certificate", fetchFailed(withCode("CERT_HAS_EXPIRED"))],
    ["a bug", new TypeError("x is not a function")],
    ["a string", "ECONNRESET"],
    ["nothing", undefined],
  ])("no: %s", (_what, error) => {
    expect(isRetryableHttpError(error)).toBe(false);
  });

  test("the list of statuses can be another", () => {
    expect(isRetryableHttpError({ status: 404 }, [404])).toBe(true);
    expect(isRetryableHttpError({ status: 503 }, [404])).toBe(false);
  });
});

describe("httpRetryAfterMs", () => {
  test.each([
    ["the error's own wait first", { retryAfterMs: 5, headers: { "retry-after": "9" } }, 5],
    ["Headers", { headers: new Headers({ "Retry-After": "9" }) }, 9000],
    ["headers of the response", { response: { headers: new Headers({ "Retry-After": "2" }) } }, 2000],
    ["a plain object in any case", { headers: { "RETRY-AFTER": "3" } }, 3000],
    ["a number", { headers: { "retry-after": 4 } }, 4000],
    ["headers without it", { headers: {} }, undefined],
    ["no headers", new Error("x"), undefined],
  ])("reads %s", (_what, error, expected) => {
    expect(httpRetryAfterMs(error, 0)).toBe(expected);
  });
});
