import assert from "node:assert/strict";
import { createAlerts, defaultRules } from "@pigeon/alerts";
import { ManualClock, recordingSink } from "@pigeon/alerts/testing";

const clock = new ManualClock();
const team = recordingSink("team");
const boss = recordingSink("boss");

const alerts = createAlerts({
  rules: defaultRules(),
  sinks: [team, boss],
  routes: [{ name: "all", sinks: ["team"], escalate: [{ afterMs: 900_000, sinks: ["boss"] }] }],
  clock,
});

alerts.observe({ type: "worker", workerId: "worker-1", status: "unhealthy", reason: "silent" });
await clock.advance(30_000);
assert.equal(team.notifications.length, 1);

// Nobody acknowledges: after a quarter of an hour somebody else is told.
await clock.advance(870_000);
assert.equal(boss.notifications[0]?.escalated, true);

alerts.observe({ type: "worker", workerId: "worker-1", status: "healthy" });
await clock.advance(300_000);
assert.deepEqual([team.firing.size, boss.firing.size], [0, 0]);
console.log(`told: ${team.notifications.map(({ status }) => status).join(", ")}`);
