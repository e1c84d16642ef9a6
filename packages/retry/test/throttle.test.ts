import { describe, expect, test, vi } from "vitest";
import {
  createThrottle,
  rejectionProbability,
  retry,
  seededRandom,
  ThrottledError,
  withHttpRetry,
  type Throttle,
  type ThrottleOptions,
} from "../src/index.ts";
import { FakeClock } from "../src/testing.ts";
import { rejection, setup } from "./support.ts";

const failWith = (status: number) => (): Promise<never> =>
  Promise.reject(Object.assign(new Error(`status ${status}`), { status }));

const make = (options: ThrottleOptions = {}): { clock: FakeClock; throttle: Throttle } => {
  const clock = new FakeClock();
  return { clock, throttle: createThrottle({ clock, random: () => 0.5, minRequests: 0, ...options }) };
};

test("the formula of the SRE book", () => {
  expect(rejectionProbability(0, 0, 2)).toBe(0);
  expect(rejectionProbability(100, 50, 2)).toBe(0);
  expect(rejectionProbability(99, 0, 2)).toBe(0.99);
  expect(rejectionProbability(99, 25, 2)).toBeCloseTo(0.49);
  expect(rejectionProbability(99, 25, 1.1)).toBeCloseTo(0.715);
});

describe("createThrottle", () => {
  test("lets everything through while the service accepts", async () => {
    const { throttle } = make({ random: () => 0 });
    for (let i = 0; i < 50; i += 1) await expect(throttle.run(async () => i)).resolves.toBe(i);
    expect([throttle.requests, throttle.accepts, throttle.probability]).toEqual([50, 50, 0]);
  });

  test("turns requests away without a call when too many are refused", async () => {
    const { clock, throttle } = make({ windowMs: 1000 });
    await clock.advance(30);
    await rejection(throttle.run(failWith(503)));
    // (1 - 2 * 0) / 2: chance is 0.5, which is not below.
    expect(throttle.probability).toBe(0.5);
    await rejection(throttle.run(failWith(503)));
    const fn = vi.fn();
    const error = await rejection(throttle.run(fn));
    if (!(error instanceof ThrottledError)) throw error;
    expect(error.probability).toBeCloseTo(2 / 3);
    expect(error.retryable).toBe(false);
    expect(error.retryAfterMs).toBe(70);
    expect(error.message).toBe("Turned away with a probability of 0.667: the service refuses too much");
    expect(error.stack).not.toContain("\n    at ");
    expect(fn).not.toHaveBeenCalled();
    // What is turned away here counts as a request too.
    expect([throttle.requests, throttle.accepts]).toEqual([3, 0]);
  });

  test("turns nothing away before it has seen enough requests", async () => {
    const { clock, throttle } = make({ minRequests: undefined, windowMs: 1000, random: () => 0 });
    for (let i = 0; i < 10; i += 1) {
      expect(throttle.probability).toBe(0);
      expect(await rejection(throttle.run(failWith(503)))).toHaveProperty("status", 503);
    }
    expect(throttle.probability).toBeCloseTo(10 / 11);
    expect(await rejection(throttle.run(failWith(503)))).toBeInstanceOf(ThrottledError);
    await clock.advance(1000);
    expect(await rejection(throttle.run(failWith(503)))).toHaveProperty("status", 503);
  });

  test("forgets after the window", async () => {
    const { clock, throttle } = make({ windowMs: 1000 });
    for (let i = 0; i < 9; i += 1) await rejection(throttle.run(failWith(503)));
    expect(throttle.probability).toBe(0.9);
    await clock.advance(999);
    expect(throttle.requests).toBe(9);
    await clock.advance(1);
    expect([throttle.requests, throttle.probability]).toEqual([0, 0]);
  });

  test.each([
    [404, 1],
    [499, 1],
    [408, 0],
    [429, 0],
    [500, 0],
  ])("status %i counts as %i accepted", async (status, accepts) => {
    const { throttle } = make();
    await rejection(throttle.run(failWith(status)));
    expect(throttle.accepts).toBe(accepts);
  });

  test("an error without a status is not accepted; isAccepted can say otherwise", async () => {
    const bug = (): never => {
      throw new Error("bug");
    };
    const { throttle } = make();
    await rejection(throttle.run(bug));
    expect(throttle.accepts).toBe(0);
    const lenient = make({ isAccepted: (error) => error instanceof Error && error.message === "bug" });
    await rejection(lenient.throttle.run(bug));
    expect(lenient.throttle.accepts).toBe(1);
  });

  test("admit is for what is no function call; a permit counts once", async () => {
    const { throttle } = make({ random: () => 0 });
    const permit = throttle.admit();
    permit.accepted();
    permit.accepted();
    expect([throttle.requests, throttle.accepts]).toEqual([1, 1]);
    for (let i = 0; i < 2; i += 1) throttle.admit();
    expect(() => throttle.admit()).toThrow(ThrottledError);
  });

  test("invalid options are all listed", () => {
    const options = {
      k: 0.5,
      windowMs: 1,
      isAccepted: 1,
      random: 1,
      clock: {},
    } as unknown as ThrottleOptions;
    expect(() => createThrottle(options)).toThrow(/k: .*0.5[^]*windowMs[^]*isAccepted[^]*random[^]*clock/);
  });
});

describe("with seeded chance", () => {
  test.each([
    [2, 0.25],
    [2, 0.1],
    [1.5, 0.5],
    [1.1, 0.8],
  ])("k %f, service accepts %f: turned away as often as the formula says", (k, accepted) => {
    const random = seededRandom(`k ${k} accepts ${accepted}`);
    const chance = seededRandom(`service ${accepted}`);
    const throttle = createThrottle({ k, minRequests: 0, windowMs: 2 ** 30, random, clock: new FakeClock() });
    let expected = 0;
    let turnedAway = 0;
    const requests = 20_000;
    for (let i = 0; i < requests; i += 1) {
      expected += rejectionProbability(throttle.requests, throttle.accepts, k);
      try {
        const permit = throttle.admit();
        if (chance() < accepted) permit.accepted();
      } catch {
        turnedAway += 1;
      }
    }
    // Four standard deviations of a sum of independent chances.
    expect(Math.abs(turnedAway - expected)).toBeLessThan(4 * Math.sqrt(requests / 4));
    // Below 1 / k accepted, the client ends up sending hardly more than what gets through.
    if (k * accepted >= 1) expect(turnedAway / requests).toBeLessThan(0.05);
    else expect(turnedAway / requests).toBeGreaterThan(0.6);
  });
});

describe("as an option of retry", () => {
  test("ends the call, and names the failure before as its cause", async () => {
    const { clock, options } = setup();
    const { throttle } = make({ random: () => 0 });
    const error = await rejection(clock.settle(retry(failWith(503), { ...options, throttle })));
    if (!(error instanceof ThrottledError)) throw error;
    expect(error.cause).toHaveProperty("status", 503);
    expect([throttle.requests, throttle.accepts]).toEqual([2, 0]);
    expect(await rejection(retry(failWith(503), { ...options, throttle }))).toHaveProperty(
      "cause",
      undefined,
    );
  });

  test("counts what succeeds", async () => {
    const { options } = setup();
    const { throttle } = make();
    await expect(retry(() => 1, { ...options, throttle })).resolves.toBe(1);
    expect(throttle.accepts).toBe(1);
  });

  test("sees refused Responses of withHttpRetry", async () => {
    const { clock, options } = setup();
    const { throttle } = make({ random: () => 0.999 });
    const fn = async (): Promise<Response> => new Response(null, { status: 503 });
    await clock.settle(withHttpRetry(fn, { ...options, throttle }));
    expect([throttle.requests, throttle.accepts]).toEqual([4, 0]);
  });
});
