import { createFleet, describeEvent, everyOffer } from "@pigeon/fleet";
import { FakeClock, SimulatedCloud, SimulatedHub } from "@pigeon/fleet/testing";

// A cloud and a hub in memory, on virtual time: nothing here costs money.
const clock = new FakeClock();
const hub = new SimulatedHub({ clock });
const cloud = new SimulatedCloud({ clock, hub });

const fleet = createFleet({
  cluster: "demo",
  cloud,
  hub,
  offers: everyOffer(["m7i.large", "m6i.large"], ["eu-central-1a", "eu-central-1b"], ["spot"]),
  clock,
});
fleet.on((event) => {
  if (event.type === "action") console.log(describeEvent(event));
});

const up = await clock.settle(fleet.up({ count: 2 }));
console.log(`${up.counts.serving} instances serve`);

// 8 slots are busy for a minute. One instance goes, once its four jobs are done.
hub.submit(8, 60_000);
await clock.settle(fleet.scaleTo(1));
console.log(`${hub.finished} jobs done, ${hub.interrupted} interrupted`);

const { removed, left } = await clock.settle(fleet.down());
console.log(`removed ${removed.join(", ")}; left: ${left.length}`);
