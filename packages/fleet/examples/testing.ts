import assert from "node:assert/strict";
import { createFleet, everyOffer } from "@pigeon/fleet";
import { FakeClock, SimulatedCloud, SimulatedHub } from "@pigeon/fleet/testing";

const clock = new FakeClock();
const hub = new SimulatedHub({ clock });
const cloud = new SimulatedCloud({ clock, hub, bootMs: 90_000 });
const offers = everyOffer(["m7i.large", "m6i.large"], ["a"], ["spot"]);
const fleet = createFleet({ cluster: "test", cloud, hub, offers, clock });

// No capacity for the first type, and an answer that is lost after the launch was done.
cloud.setCapacity({ type: "m7i.large", zone: "a", market: "spot" }, 0);
cloud.fail("launch", "lost-after");
await clock.settle(fleet.up({ count: 2 }));
assert.deepEqual(
  cloud.alive.map(({ type }) => type),
  ["m6i.large", "m6i.large"],
);
assert.equal(cloud.launched, 2);

// EC2 takes one away: another is there before it is gone, and its jobs are done.
fleet.start();
hub.submit(8, 60_000);
cloud.interrupt(cloud.alive[0]?.id ?? "");
await clock.advance(300_000);
assert.equal(cloud.alive.length, 2);
assert.deepEqual([hub.finished, hub.interrupted, hub.lost], [8, 0, 0]);

await clock.settle(fleet.down());
await fleet.stop();
assert.equal(cloud.alive.length, 0);
console.log(`${cloud.launched} launched, ${hub.finished} jobs done, nothing left`);
