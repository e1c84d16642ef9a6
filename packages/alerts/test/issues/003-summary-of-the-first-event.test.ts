import { expect, test } from "vitest";
import type { AlertsSnapshot } from "../../src/index.ts";
import { bench, MINUTE } from "../support.ts";

const rules = [
  {
    name: "DeadLetters",
    when: { type: "dead-letters", withinMs: 10 * MINUTE },
    severity: "medium",
    summary: "{count} dead letters, the last: {reason}",
  },
] as const;

// An alert said "1 dead letter" for as long as it fired, however many more there were.
test("an alert tells of what was heard last, also after a restart, and is no news for that", async () => {
  const first = bench({ rules });
  const summaries = ({ alerts }: typeof first) => alerts.active().map(({ summary }) => summary);
  const die = ({ alerts }: typeof first, reason: string, count = 1) =>
    alerts.observe({ type: "dead-letter", jobType: "mail", reason, count });
  die(first, "boom");
  expect(summaries(first)).toEqual(["1 dead letters, the last: boom"]);
  await first.clock.advance(MINUTE);
  die(first, "bang", 2);
  expect(summaries(first)).toEqual(["3 dead letters, the last: bang"]);
  await first.clock.advance(4 * MINUTE);
  expect(first.told()).toHaveLength(1);

  const restore = JSON.parse(JSON.stringify(first.alerts.snapshot())) as AlertsSnapshot;
  const second = bench({ rules, clock: first.clock, restore });
  expect(summaries(second)).toEqual(["3 dead letters, the last: bang"]);
  die(second, "crash");
  expect(summaries(second)).toEqual(["4 dead letters, the last: crash"]);
});
