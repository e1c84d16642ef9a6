import { createFleet, type AutoscaleOptions } from "@pigeon/fleet";
import { MAX, OFFERS, SLOTS, type Rig, type Subject } from "./rig.ts";
import { Crew } from "./crew.ts";

function pigeon(name: string, about: string, options: Partial<AutoscaleOptions>): Subject {
  return {
    name,
    about,
    begin({ clock, hub, cloud }) {
      const autoscale: AutoscaleOptions = { max: MAX, slotsPerInstance: SLOTS, ...options };
      createFleet({ cluster: "bench", cloud, hub, offers: OFFERS, clock, autoscale }).start();
    },
  };
}

/** Calls back again and again. */
function every({ clock }: Rig, ms: number, work: () => Promise<void>): void {
  const again = (): void => {
    void work().then(() => clock.setTimer(again, ms));
  };
  again();
}

/**
 * KEDA, a ScaledJob with `strategy: accurate`: `maxScale` is the number of jobs in the queue by the jobs of one
 * instance; as many are made as that is above those pending, or as many as are missing to the maximum. An
 * instance ends by itself as soon as there is nothing to do.
 */
const keda: Subject = {
  name: "KEDA accurate",
  about: "`ScaledJob`, polled every 30 s, its default; an instance ends as soon as it idles",
  begin(rig) {
    const crew = new Crew(rig);
    every(rig, 30_000, async () => {
      const { queued } = await rig.hub.load();
      const { running, pending } = await crew.count();
      const scaleTo = Math.ceil(queued / SLOTS);
      const maxScale = Math.min(scaleTo, MAX);
      const effective = maxScale + running > MAX ? MAX - running : maxScale - pending;
      await crew.launch(Math.max(0, Math.min(scaleTo, effective)));
    });
    every(rig, 10_000, () => crew.retireIdle(0));
  },
};

/**
 * Buildkite's agent scaler in its Elastic CI Stack: instances for all jobs that wait or run; it only ever adds,
 * as scaling in is off by default, and an instance ends by itself after it was idle for a while.
 */
function buildkite(idleMs: number): Subject {
  return {
    name: "Buildkite scaler",
    about: `polled every 10 s, its default; an instance ends when it was idle for ${idleMs / 60_000} min, as its examples set it`,
    begin(rig) {
      const crew = new Crew(rig);
      every(rig, 10_000, async () => {
        const { queued, running } = await rig.hub.load();
        const desired = Math.min(MAX, Math.ceil((queued + running) / SLOTS));
        await crew.launch(Math.max(0, desired - (await crew.count()).running));
      });
      every(rig, 10_000, () => crew.retireIdle(idleMs));
    },
  };
}

export const SUBJECTS: readonly Subject[] = [
  pigeon("@pigeon/fleet", "its defaults: jobs may wait 60 s, and what was needed stays for 5 min", {}),
  pigeon(
    "@pigeon/fleet, thrifty",
    "`targetWaitMs: 300_000`, `scaleIn: { stabilizationMs: 120_000 }`, `buffer: 0`",
    { targetWaitMs: 300_000, buffer: 0, scaleIn: { stabilizationMs: 120_000 } },
  ),
  pigeon("@pigeon/fleet, patient", "`scaleIn: { stabilizationMs: 600_000 }`", {
    scaleIn: { stabilizationMs: 600_000 },
  }),
  keda,
  buildkite(600_000),
];
