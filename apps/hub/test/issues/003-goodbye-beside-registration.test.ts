import { expect, test } from "vitest";
import { SimulatedHub } from "../simulation/hub.ts";
import { Links } from "../simulation/links.ts";
import { Network } from "../simulation/network.ts";
import { Random } from "../simulation/random.ts";
import { World } from "../simulation/world.ts";
import { InTurn } from "../../src/workers/in-turn.ts";

// Found by the simulator (seed 26088): a worker's drain was under way while it registered anew. The drain
// was the last to be written, with the old registration: after a restart the hub never gave it work again.
test.each(["drain", "remove"] as const)(
  "a %s beside a new registration does not outlive it on disk",
  async (goodbye) => {
    const world = new World(false);
    const random = new Random(1, "test");
    const hub = new SimulatedHub(world, random, new Links(new Network(world, random), new Map()), []);
    void hub.start();
    await world.run(100);
    const register = () => hub.register({ workerId: "w", types: ["t"], slots: 1 }, 0);
    const first = register();
    await world.run(200);
    const old = await first;
    const [second, gone] = [register(), hub.bye(goodbye, "w", old)];
    await world.run(300);
    await gone;
    expect(hub.disk.workers.get("w")).toMatchObject({ token: await second, draining: false });
    expect(hub.core?.registry.get("w")).toMatchObject({ draining: false, worker: { token: await second } });
  },
);

test("works of one name wait for each other, others do not, and a failure holds nobody up", async () => {
  const turns = new InTurn();
  const done: string[] = [];
  const { promise, reject } = Promise.withResolvers<void>();
  const first = turns.take("a", () => promise);
  const second = turns.take("a", async () => void done.push("second"));
  await turns.take("b", async () => void done.push("other"));
  expect(done).toEqual(["other"]);
  reject(new Error("no"));
  await expect(first).rejects.toThrow("no");
  await second;
  expect(done).toEqual(["other", "second"]);
});
