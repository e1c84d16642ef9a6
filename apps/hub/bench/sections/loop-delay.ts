import type { Scale, Section } from "../figures.ts";
import { caller, submitAll, succeeded, untilSucceeded } from "../load.ts";
import { inFolder, startHub, startWorker } from "../processes.ts";

/** How long the hub's event loop is held up under load: what a heartbeat or a probe may have to wait. */
export async function loopDelay({ loopDelayMs }: Scale): Promise<Section> {
  return inFolder(async (folder) => {
    const hub = await startHub(`sqlite:${folder}/delay.db`);
    const workers = await Promise.all(["w1", "w2"].map((id) => startWorker(hub.url, id, 100)));
    const calls = caller(hub.url, 32);
    await submitAll(calls, 500, 1, 16);
    await untilSucceeded(calls, 500);
    await hub.loopDelay("reset");
    const endAt = performance.now() + loopDelayMs;
    while (performance.now() < endAt)
      await Promise.all([submitAll(calls, 500, 1, 16), submitAll(calls, 1_000, 100, 2)]);
    const { p50, p99, max } = await hub.loopDelay("read");
    const done = await succeeded(calls);
    await Promise.all(workers.map((worker) => worker.stop()));
    await calls.close();
    await hub.stop();
    return {
      name: `Event-loop delay of the hub under ${loopDelayMs / 1000} s of load`,
      figures: [
        { what: "p50", value: p50, unit: "ms" },
        { what: "p99", value: p99, unit: "ms" },
        { what: "max", value: max, unit: "ms" },
        { what: "jobs done meanwhile", value: (done / loopDelayMs) * 1000, unit: "jobs/s" },
      ],
    };
  });
}
