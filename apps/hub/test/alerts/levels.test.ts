import type { ActiveAlert, AlertEvent } from "@pigeon/alerts";
import { createBreakers } from "@pigeon/breaker";
import { createDetector } from "@pigeon/detector";
import { expect, test } from "vitest";
import { tellLevels } from "../../src/alerts/levels.ts";
import { FakeClock } from "../units/fake-clock.ts";

const NOW = 1_700_000_000_000;

function firing(labels: Record<string, string>): ActiveAlert {
  const times = { startsAt: "2030-01-01T00:00:00.000Z", muted: false };
  return { key: "k", status: "firing", rule: "R", severity: "high", labels, summary: "s", ...times };
}

async function told(active: ActiveAlert[], oldest?: number): Promise<AlertEvent[]> {
  const events: AlertEvent[] = [];
  const detector = createDetector();
  for (const id of ["silent", "beating"]) detector.registerWorker(id);
  detector.heartbeat("beating");
  const breakers = createBreakers();
  breakers.get("b1");
  breakers.isolate("b1");
  await tellLevels({
    alerts: { observe: (event) => void events.push(event), active: () => active },
    store: { oldestDue: async () => oldest },
    detector,
    breakers,
    clock: new FakeClock(NOW),
  });
  return events;
}

const gauge = { type: "gauge", name: "queue_age_ms" };

test("the age of the oldest job that is due, and zero when none is", async () => {
  expect(await told([])).toEqual([{ ...gauge, value: 0 }]);
  expect(await told([], NOW - 90_000)).toEqual([{ ...gauge, value: 90_000 }]);
  expect(await told([], NOW + 5)).toEqual([{ ...gauge, value: 0 }]);
});

test("how the workers are that an alert is about, once they were heard of", async () => {
  const alerts = ["beating", "silent", "unknown"].map((worker) => firing({ worker }));
  expect((await told(alerts)).slice(0, -1)).toEqual([
    { type: "worker", workerId: "beating", status: "healthy" },
    { type: "worker", workerId: "unknown", status: "gone" },
  ]);
});

test("how the breakers are that an alert is about", async () => {
  const alerts = ["b1", "forgotten"].map((breaker) => firing({ breaker }));
  expect((await told(alerts)).slice(0, -1)).toEqual([
    { type: "breaker", name: "b1", state: "isolated" },
    { type: "breaker", name: "forgotten", state: "gone" },
  ]);
});
