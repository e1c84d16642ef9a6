import type { DeadlinePolicy } from "../../src/deadline-policy.ts";
import { createDetector } from "../../src/index.ts";

/** Sees the datagrams of real senders and tells whom it calls dead. */
export interface Monitor {
  readonly name: string;
  heard(sender: number): void;
  stop(): void;
}

export type Accuse = (sender: number) => void;

const CHECK_MS = 50;

/** A policy alone: a look at every sender each 50 ms, on the plain clock. */
export function policyMonitor(
  name: string,
  policy: DeadlinePolicy,
  senders: number,
  accuse: Accuse,
): Monitor {
  const size = Math.max(1, policy.memorySize);
  const memory = new Float64Array(size * senders);
  const seenAt = new Float64Array(senders).fill(performance.now());
  const beats = new Uint32Array(senders);
  const accused = new Uint8Array(senders);
  for (let sender = 0; sender < senders; sender++) policy.begin(memory, sender * size, 1000);

  const timer = setInterval(() => {
    const now = performance.now();
    for (let sender = 0; sender < senders; sender++) {
      const silentMs = now - (seenAt[sender] ?? 0);
      if (accused[sender] === 1 || silentMs <= policy.limitMs(memory, sender * size)) continue;
      accused[sender] = 1;
      accuse(sender);
    }
  }, CHECK_MS);

  return {
    name,
    heard(sender) {
      const now = performance.now();
      const gapMs = now - (seenAt[sender] ?? 0);
      if ((beats[sender] ?? 0) > 0 && gapMs > 0) policy.learn(memory, sender * size, gapMs);
      beats[sender] = (beats[sender] ?? 0) + 1;
      seenAt[sender] = now;
      accused[sender] = 0;
    },
    stop: () => clearInterval(timer),
  };
}

/** The whole detector at its defaults, on the real clock. */
export function detectorMonitor(name: string, senders: number, accuse: Accuse): Monitor {
  const detector = createDetector({ heartbeatIntervalMs: 1000 });
  for (let sender = 0; sender < senders; sender++) detector.registerWorker(String(sender));
  detector.onStatusChange(({ workerId, to }) => {
    if (to === "unhealthy") accuse(Number(workerId));
  });
  detector.start();
  return { name, heard: (sender) => void detector.heartbeat(String(sender)), stop: () => detector.stop() };
}
