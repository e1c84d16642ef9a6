import { describe, expect, test } from "vitest";
import { hasNetworkCode, isNetworkError } from "../src/network-errors.ts";

const withCode = (code: string, message = code): Error => Object.assign(new Error(message), { code });

describe("isNetworkError", () => {
  test.each([
    "EAI_AGAIN",
    "ECONNABORTED",
    "ECONNREFUSED",
    "ECONNRESET",
    "EHOSTDOWN",
    "EHOSTUNREACH",
    "ENETDOWN",
    "ENETRESET",
    "ENETUNREACH",
    "ENOTFOUND",
    "EPIPE",
    "ETIMEDOUT",
    "UND_ERR_BODY_TIMEOUT",
    "UND_ERR_CONNECT_TIMEOUT",
    "UND_ERR_HEADERS_TIMEOUT",
    "UND_ERR_SOCKET",
  ])("%s", (code) => {
    expect(isNetworkError(withCode(code))).toBe(true);
    expect(isNetworkError(new Error("outer", { cause: withCode(code) }))).toBe(true);
    expect(hasNetworkCode(new Error("outer", { cause: withCode(code) }))).toBe(false);
  });

  test("an HTTP/2 stream is, if the server refused it", () => {
    const stream = (reason: string): Error =>
      withCode("ERR_HTTP2_STREAM_ERROR", `Stream closed with error code ${reason}`);
    expect(isNetworkError(stream("NGHTTP2_REFUSED_STREAM"))).toBe(true);
    expect(isNetworkError(stream("NGHTTP2_PROTOCOL_ERROR"))).toBe(false);
  });

  test.each(["EACCES", "CERT_HAS_EXPIRED", "UND_ERR_ABORTED", "ERR_INVALID_URL"])("not %s", (code) => {
    expect(isNetworkError(withCode(code))).toBe(false);
  });

  test("a chain of causes without end is looked at only so far", () => {
    const loop = new Error("loop");
    loop.cause = loop;
    expect(isNetworkError(loop)).toBe(false);
  });
});
