import { describe, expect, test, vi } from "vitest";
import { RetryExhaustedError, RetryOptionsError, withAwsRetry, type AwsRetryOptions } from "../src/index.ts";
import { loopback, type Reply } from "./loopback.ts";
import { GetCallerIdentityCommand, sts } from "./sts.ts";
import { failing, rejection, setup } from "./support.ts";

const fault = (status: number, code: string, headers: Record<string, string> = {}): Reply => ({
  status,
  headers: { "content-type": "text/xml", ...headers },
  body: `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${code}</Message></Error></ErrorResponse>`,
});

const identity: Reply = {
  status: 200,
  headers: { "content-type": "text/xml" },
  body: "<GetCallerIdentityResponse><GetCallerIdentityResult><Account>123456789012</Account></GetCallerIdentityResult></GetCallerIdentityResponse>",
};

const awsError = (name: string, more: object = {}): Error =>
  Object.assign(new Error(name), { name, ...more });

describe("with the real STS client, over the loopback", () => {
  test("throttled twice, then served: exactly three requests, from the longer base", async () => {
    await using server = await loopback(fault(400, "Throttling"), fault(400, "Throttling"), identity);
    const client = sts(server.url, 1);
    const { clock, delays, options } = setup();
    const call = withAwsRetry(
      ({ signal }) => client.send(new GetCallerIdentityCommand(), { abortSignal: signal }),
      {
        ...options,
        client,
      },
    );
    expect((await clock.settle(call)).Account).toBe("123456789012");
    expect(server.requests).toHaveLength(3);
    expect(delays).toEqual([2000, 4000]);
  });

  test("a failing server is retried until retries are used up", async () => {
    await using server = await loopback(fault(500, "Oops"));
    const client = sts(server.url, 1);
    const { clock, delays, options } = setup();
    const call = withAwsRetry(() => client.send(new GetCallerIdentityCommand()), {
      ...options,
      maxRetries: 2,
    });
    const error = await rejection(clock.settle(call));
    if (!(error instanceof RetryExhaustedError)) throw error;
    expect(error.attempts).toHaveLength(3);
    expect(error.cause).toHaveProperty("$metadata.httpStatusCode", 500);
    expect(server.requests).toHaveLength(3);
    expect(delays).toEqual([1000, 2000]);
  });

  test("a connection that is reset is retried", async () => {
    await using server = await loopback("reset", identity);
    const client = sts(server.url, 1);
    const { clock, options } = setup();
    await clock.settle(withAwsRetry(() => client.send(new GetCallerIdentityCommand()), options));
    expect(server.requests).toHaveLength(2);
  });

  test("an expired token is told at once, as the SDK made it", async () => {
    await using server = await loopback(fault(403, "ExpiredToken"));
    const client = sts(server.url, 1);
    const error = await rejection(withAwsRetry(() => client.send(new GetCallerIdentityCommand())));
    expect(error).toHaveProperty("$metadata.httpStatusCode", 403);
    expect(server.requests).toHaveLength(1);
  });

  test("the wait that the service asks for raises the delay", async () => {
    await using server = await loopback(fault(503, "Busy", { "retry-after": "9" }), identity);
    const client = sts(server.url, 1);
    const { clock, delays, options } = setup();
    await clock.settle(withAwsRetry(() => client.send(new GetCallerIdentityCommand()), options));
    expect(delays).toEqual([9000]);
  });
});

describe("client", () => {
  test("with retries of its own is refused before any request", async () => {
    await using server = await loopback(identity);
    const fn = vi.fn();
    const error = await rejection(withAwsRetry(fn, { client: sts(server.url) }));
    expect(error).toBeInstanceOf(RetryOptionsError);
    expect(error).toHaveProperty(
      "message",
      expect.stringMatching(/client\.config\.maxAttempts: expected 1 .*received 3/),
    );
    expect(fn).not.toHaveBeenCalled();
  });

  test("may hold the setting as a number", async () => {
    await expect(withAwsRetry(async () => 1, { client: { config: { maxAttempts: 1 } } })).resolves.toBe(1);
    const many = withAwsRetry(async () => 1, { client: { config: { maxAttempts: 2 } } });
    await expect(many).rejects.toThrow("received 2 (number)");
  });

  test("without the setting is refused: the SDK's default is 3", async () => {
    await expect(withAwsRetry(async () => 1, { client: { config: {} } })).rejects.toThrow(
      "received undefined",
    );
  });
});

describe("which failures", () => {
  test.each([
    "InsufficientInstanceCapacity",
    "ExpiredToken",
    "UnauthorizedOperation",
    "InvalidParameterValue",
  ])("%s is not retried", async (name) => {
    const error = awsError(name, {
      $metadata: { httpStatusCode: name === "InsufficientInstanceCapacity" ? 500 : 400 },
    });
    expect(await rejection(withAwsRetry(failing(error).fn))).toBe(error);
  });

  test("a clock that is off is retried once", async () => {
    const { clock, options } = setup();
    const skew = awsError("RequestTimeTooSkewed");
    await expect(clock.settle(withAwsRetry(failing(skew).fn, options))).resolves.toBe("done");
    const work = failing(skew, awsError("Throttling"), skew);
    expect(await rejection(clock.settle(withAwsRetry(work.fn, options)))).toBe(skew);
    expect(work.contexts).toHaveLength(3);
  });

  test("an attempt that takes too long is retried", async () => {
    const { clock, options } = setup();
    const fn = ({ attempt }: { attempt: number }): Promise<string> =>
      attempt === 1 ? new Promise(() => undefined) : Promise.resolve("done");
    await expect(clock.settle(withAwsRetry(fn, { ...options, attemptTimeoutMs: 10 }))).resolves.toBe("done");
  });

  test("shouldRetry can refuse, and is asked only about what would be retried", async () => {
    const shouldRetry = vi.fn(() => false);
    const throttled = awsError("Throttling");
    expect(await rejection(withAwsRetry(failing(throttled).fn, { shouldRetry }))).toBe(throttled);
    expect(shouldRetry.mock.calls).toEqual([[{ error: throttled, attempt: 1 }]]);
    await rejection(withAwsRetry(failing(awsError("ExpiredToken")).fn, { shouldRetry }));
    expect(shouldRetry).toHaveBeenCalledOnce();
  });

  test("an error with retryable: true widens the rules, retryable: false ends the call", async () => {
    const { clock, options } = setup();
    const pending = Object.assign(awsError("InvalidInstanceID.NotFound"), { retryable: true });
    await expect(clock.settle(withAwsRetry(failing(pending).fn, options))).resolves.toBe("done");
    const open = Object.assign(awsError("Throttling"), { retryable: false });
    expect(await rejection(withAwsRetry(failing(open).fn, options))).toBe(open);
  });
});

describe("delays", () => {
  const delayAfter = async (error: Error, more: AwsRetryOptions = {}): Promise<number | undefined> => {
    const { clock, delays, options } = setup();
    await clock.settle(withAwsRetry(failing(error).fn, { ...options, ...more }));
    return delays[0];
  };

  test("after throttling start from twice the base, or from throttlingBaseDelayMs", async () => {
    expect(await delayAfter(awsError("Throttling"))).toBe(2000);
    expect(await delayAfter(awsError("Throttling"), { baseDelayMs: 300 })).toBe(600);
    expect(await delayAfter(awsError("Throttling"), { throttlingBaseDelayMs: 5000 })).toBe(5000);
    expect(await delayAfter(awsError("TimeoutError"), { throttlingBaseDelayMs: 5000 })).toBe(1000);
  });

  test("heed an error's own retryAfterMs, up to the cap", async () => {
    expect(await delayAfter(awsError("Throttling", { retryAfterMs: 7000 }))).toBe(7000);
    expect(await delayAfter(awsError("Throttling", { retryAfterMs: 70_000 }))).toBe(30_000);
    expect(
      await delayAfter(awsError("Throttling", { retryAfterMs: 70_000 }), { maxRetryAfterMs: 60_000 }),
    ).toBe(60_000);
  });
});

test("invalid options are all listed", async () => {
  const options = { throttlingBaseDelayMs: -1, client: 7, maxRetries: "3" };
  const error = await rejection(withAwsRetry(async () => 1, options as unknown as AwsRetryOptions));
  expect(error).toHaveProperty("problems", [
    'maxRetries: expected an integer of 0 or more, or Infinity, received "3" (string)',
    "throttlingBaseDelayMs: expected a number of milliseconds from 0 to 2147483647, received -1 (number)",
    "client: expected an AWS SDK v3 client, received 7 (number)",
  ]);
});
