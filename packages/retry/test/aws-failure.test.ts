import { getRetryAfterHint, isServerError, isThrottlingError, isTransientError } from "@smithy/core/retry";
import { HttpResponse } from "@smithy/core/protocols";
import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { classifyAwsError, type AwsFailureKind } from "../src/index.ts";
import * as names from "../src/aws/aws-error-names.ts";
import { awsRetryAfterMs } from "../src/aws/aws-failure.ts";

type SdkError = Parameters<typeof isThrottlingError>[0];

const awsError = (name: string, more: object = {}, message = name): SdkError =>
  Object.assign(new Error(message), {
    name,
    $fault: "client",
    $metadata: {},
    ...more,
  }) as unknown as SdkError;
const status = (httpStatusCode: number): object => ({ $metadata: { httpStatusCode } });

/** The kind that the SDK's own functions give. */
function sdkKind(error: SdkError): AwsFailureKind {
  if (isThrottlingError(error)) return "throttling";
  if (isTransientError(error)) return "transient";
  return isServerError(error) ? "server" : "other";
}

describe("as the AWS SDK classifies", () => {
  const ours: ReadonlySet<unknown> = new Set([
    ...names.capacityNames,
    ...names.credentialNames,
    ...names.clockSkewNames,
    "AbortError",
  ]);
  // Added by us on purpose: EC2 and our own names that the SDK knows only by their status.
  const added = ["Client.RequestLimitExceeded", "EC2ThrottlingException", "InternalError", "InternalFailure"];
  const extra = new Set([...added, "ServiceUnavailable", "Unavailable", "AttemptTimeoutError"]);
  const shared = [
    ...names.throttlingNames,
    ...names.transientNames,
    "ValidationError",
    "InvalidInstanceID.NotFound",
  ]
    .map(String)
    .filter((name) => !extra.has(name));
  const code = fc.constantFrom(
    "ECONNRESET",
    "ECONNREFUSED",
    "EPIPE",
    "ETIMEDOUT",
    "EHOSTUNREACH",
    "ENOTFOUND",
    "EAI_AGAIN",
    "E_OTHER",
  );
  const plain = fc.record(
    {
      // Throttling names decide alone, so the others come more often than their number.
      name: fc.oneof(
        fc.constantFrom(...shared),
        fc.constantFrom("ValidationError", "TimeoutError", "RequestTimeout"),
      ),
      status: fc.constantFrom(400, 403, 404, 408, 429, 500, 501, 502, 503, 504, 505),
      code,
      $retryable: fc.constantFrom({}, { throttling: true }, { throttling: false }),
      cause: fc.record(
        { name: fc.constantFrom("Error", "TimeoutError", "AbortError"), code },
        { requiredKeys: [] },
      ),
    },
    { requiredKeys: ["name"] },
  );

  test("any mix of name, status, trait, code and cause", () => {
    fc.assert(
      fc.property(plain, ({ name, status: httpStatusCode, ...more }) => {
        expect(ours.has(name)).toBe(false);
        const error = awsError(name, {
          ...more,
          $metadata: httpStatusCode === undefined ? {} : { httpStatusCode },
        });
        expect(classifyAwsError(error)).toBe(sdkKind(error));
      }),
      { numRuns: 1000 },
    );
  });

  test("its list of throttling names is part of ours", () => {
    const known = [...names.throttlingNames].filter((name) => isThrottlingError(awsError(String(name))));
    expect(known).toHaveLength(14);
    for (const name of known) expect(classifyAwsError(awsError(String(name)))).toBe("throttling");
  });

  test("an abort is final, whatever its cause", () => {
    const abort = awsError("AbortError", { ...status(503), code: "ECONNRESET" });
    expect(isTransientError(abort)).toBe(false);
    expect(classifyAwsError(abort)).toBe("other");
    const outer = awsError("Error", { cause: abort });
    expect(isTransientError(outer)).toBe(false);
    expect(classifyAwsError(outer)).toBe("other");
  });

  test("a corrected clock is worth a retry to both", () => {
    const corrected = awsError("AuthFailure", { $metadata: { clockSkewCorrected: true } });
    expect(isTransientError(corrected)).toBe(true);
    expect(classifyAwsError(corrected)).toBe("clock-skew");
    const expired = awsError(
      "InvalidSignatureException",
      {},
      "Signature expired: 20260101T000000Z is now earlier",
    );
    expect(isTransientError(expired)).toBe(true);
    expect(classifyAwsError(expired)).toBe("clock-skew");
  });
});

describe("otherwise than the AWS SDK, on purpose", () => {
  test.each([...names.capacityNames].map(String))(
    "%s is no matter of time, not even with status 500",
    (name) => {
      const error = awsError(name, status(500));
      expect(isTransientError(error)).toBe(true);
      expect(classifyAwsError(error)).toBe("capacity");
    },
  );

  test.each([...names.credentialNames].map(String))("%s is about credentials", (name) => {
    expect(classifyAwsError(awsError(name, status(403)))).toBe("credentials");
  });

  test.each([...names.clockSkewNames].map(String))("%s is about the clock", (name) => {
    expect(classifyAwsError(awsError(name, status(403)))).toBe("clock-skew");
  });

  test.each(["InternalError", "InternalFailure", "ServiceUnavailable", "Unavailable", "AttemptTimeoutError"])(
    "%s may pass, even with status 400",
    (name) => {
      expect(classifyAwsError(awsError(name, status(400)))).toBe("transient");
    },
  );

  test.each(["Client.RequestLimitExceeded", "EC2ThrottlingException"])("%s is throttling", (name) => {
    expect(classifyAwsError(awsError(name, status(400)))).toBe("throttling");
  });

  test("credentials that could not be fetched over a broken network may come", () => {
    const cause = Object.assign(new Error("imds"), { code: "ETIMEDOUT" });
    expect(classifyAwsError(awsError("CredentialsProviderError", { cause }))).toBe("transient");
    expect(classifyAwsError(awsError("CredentialsProviderError"))).toBe("credentials");
  });

  test("a signature is about the clock only if its message says so", () => {
    const early = awsError("SignatureDoesNotMatch", {}, "Signature not yet current: …");
    expect(classifyAwsError(early)).toBe("clock-skew");
    expect(classifyAwsError(awsError("SignatureDoesNotMatch", {}, "does not match"))).toBe("credentials");
  });
});

test.each([undefined, null, "ThrottlingException", 503, new Error("plain")])(
  "%j is not from AWS",
  (thrown) => {
    expect(classifyAwsError(thrown)).toBe("other");
  },
);

describe("awsRetryAfterMs", () => {
  const response = (headers: Record<string, string>): HttpResponse =>
    new HttpResponse({ statusCode: 503, headers });

  test("agrees with the SDK about seconds and milliseconds", () => {
    const now = Date.UTC(2026, 0, 1);
    vi.spyOn(Date, "now").mockReturnValue(now);
    for (const headers of [
      { "Retry-After": "5" },
      { "x-amz-retry-after": "1500" },
      { "Retry-After": "soon" },
      {},
    ]) {
      const hint = getRetryAfterHint(response(headers))?.getTime();
      const ours = awsRetryAfterMs({ $response: response(headers) }, now);
      expect(ours).toBe(hint === undefined ? undefined : hint - now);
    }
  });

  test("reads a date by the given clock", () => {
    const headers = { "retry-after": "Thu, 01 Jan 2026 00:00:20 GMT" };
    expect(awsRetryAfterMs({ $response: response(headers) }, Date.UTC(2026, 0, 1))).toBe(20_000);
  });

  test.each([undefined, {}, { $response: {} }, { $response: { headers: { "retry-after": 5 } } }])(
    "%j has none",
    (error) => {
      expect(awsRetryAfterMs(error, 0)).toBeUndefined();
    },
  );
});
