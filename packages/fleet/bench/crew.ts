import type { Instance } from "@pigeon/fleet";
import { launchIntent } from "./intent.ts";
import { OFFERS, type Rig } from "./rig.ts";

/** What the other rules have around them: an Auto Scaling group, or a cluster autoscaler, that launches and ends. */
export class Crew {
  readonly #rig: Rig;
  readonly #idleSince = new Map<string, number>();
  #next = 0;

  constructor(rig: Rig) {
    this.#rig = rig;
  }

  /** Instances that are there, and those of them without a worker yet. */
  async count(): Promise<{ running: number; pending: number }> {
    const { workers } = await this.#rig.hub.load();
    const alive = this.#alive();
    const serving = new Set(workers.map(({ instanceId }) => instanceId));
    return { running: alive.length, pending: alive.filter(({ id }) => !serving.has(id)).length };
  }

  /** In the zone with the fewest; where there is no capacity, in the next. */
  async launch(instances: number): Promise<void> {
    for (let i = 0; i < instances; i += 1) {
      const inZone = Map.groupBy(this.#alive(), ({ zone }) => zone);
      const load = (zone: string): number => inZone.get(zone)?.length ?? 0;
      const offers = OFFERS.toSorted((a, b) => load(a.zone) - load(b.zone));
      const id = `crew-${(this.#next += 1)}`;
      for (const offer of offers) {
        const { kind } = await this.#rig.cloud.launch(launchIntent(id, offer));
        if (kind === "launched") break;
      }
    }
  }

  /** Those end that have had nothing to do for so long. None gets a job meanwhile. */
  async retireIdle(idleMs: number): Promise<void> {
    const { hub, cloud, clock } = this.#rig;
    const { workers, queued } = await hub.load();
    for (const { id, running } of workers) {
      if (running > 0 || queued > 0) this.#idleSince.delete(id);
      else if (!this.#idleSince.has(id)) this.#idleSince.set(id, clock.now());
      const since = this.#idleSince.get(id) ?? Infinity;
      if (clock.now() - since < idleMs) continue;
      await hub.drain(id);
      await cloud.terminate([id]);
    }
  }

  #alive(): readonly Instance[] {
    return this.#rig.cloud.alive;
  }
}
