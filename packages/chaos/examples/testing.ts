import { createChaos } from "@pigeon/chaos";
import { FakeClock, recordEvents } from "@pigeon/chaos/testing";

const clock = new FakeClock();
const chaos = createChaos({
  enabled: true,
  seed: 1,
  clock,
  // A minute of brown-out at the beginning of every hour.
  rules: [{ kind: "latency", rate: 1, delayMs: 30_000, schedule: { everyMs: 3_600_000, forMs: 60_000 } }],
});
const record = recordEvents(chaos);
const load = chaos.wrap("catalog", async () => "loaded");

const slow = load();
await clock.advance(30_000);
console.log(await slow, "at", clock.now());
await clock.advance(60_000);
console.log(await load(), "at", clock.now());
console.log(
  record.of("call").map(({ rule, call, delayMs }) => `${rule}: ${call.name} ${call.number}, ${delayMs} ms`),
);
