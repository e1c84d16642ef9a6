import { createFleet, everyOffer } from "@pigeon/fleet";
import { FakeClock, SimulatedCloud, SimulatedHub } from "@pigeon/fleet/testing";

const clock = new FakeClock(Date.parse("2026-01-05T07:00:00Z"));
const hub = new SimulatedHub({ clock });
const cloud = new SimulatedCloud({ clock, hub });

const fleet = createFleet({
  cluster: "demo",
  cloud,
  hub,
  offers: everyOffer(["m7i.large"], ["a", "b"], ["spot", "on-demand"]),
  clock,
  autoscale: {
    max: 20,
    slotsPerInstance: 4,
    schedule: [{ name: "office hours", min: 2, from: "08:00", to: "18:00", timeZone: "Europe/Berlin" }],
    budget: { perHour: 0.45, prices: { "m7i.large/spot": 0.04, "m7i.large": 0.1 } },
  },
});
fleet.on((event) => {
  if (event.type !== "decision" || event.decision.change === "keep") return;
  const { current, target, reasons } = event.decision;
  console.log(`${new Date(event.at).toISOString().slice(11, 16)} ${current} -> ${target}`);
  for (const reason of reasons) console.log(`  ${reason}`);
});

fleet.start();
await clock.advance(5 * 60_000);
hub.submit(400, 30_000);
await clock.advance(30 * 60_000);
const { counts } = await fleet.status();
console.log(`${counts.serving} serve, ${hub.finished} jobs done, ${hub.interrupted} interrupted`);
await fleet.stop();
