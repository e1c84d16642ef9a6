import { consecutiveFailures, createBreaker, failureRateOverTime, slowCalls } from "@pigeon/breaker";

const breaker = createBreaker({
  name: "search",
  // Whichever comes first: five failures in a row, half of the calls of a minute, or most of the calls slow.
  trip: [
    consecutiveFailures(5),
    failureRateOverTime({ percent: 50, windowMs: 60_000, minimumCalls: 20 }),
    slowCalls({ slowerThanMs: 2_000, percent: 80, lastCalls: 50 }),
  ],
  // 1 s, then 2, 4, 8 ... up to a minute while it keeps failing, each up to 20 % shorter by chance.
  recoveryTimeoutMs: { baseMs: 1_000, factor: 2, maxMs: 60_000, jitter: 0.2 },
  rampUpMs: 10_000,
  maxConcurrent: 50,
  maxQueued: 100,
});

breaker.on("stateChange", ({ from, to, reason, trip }) => {
  const why = trip === undefined ? "" : ` ${trip.policy} ${trip.value} of ${trip.limit}`;
  console.log(`${from} -> ${to} (${reason}${why})`);
});

for (let i = 0; i < 5; i += 1) {
  const result = await breaker.call(() => Promise.reject(new Error("down")), {
    fallback: () => "no results",
  });
  console.log(result);
}
