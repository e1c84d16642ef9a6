import { createHook } from "node:async_hooks";
import { createBreakers } from "@pigeon/breaker";
import { cockatiel, LEAN, opossum, shutDown } from "./subjects.ts";

export interface IdleCost {
  readonly name: string;
  readonly bytesEach: number;
  /** Timers that are set after the rest, those that keep no process alive included. */
  readonly timers: number;
  readonly cpuPercent: number;
}

const noop = async (): Promise<void> => {};

const makers: Readonly<Record<string, () => (index: number) => Promise<object>>> = {
  "@pigeon/breaker": () => {
    const breakers = createBreakers({ timeoutMs: 1_000 });
    return async (index) => {
      await breakers.call(`worker-${index}`, noop);
      return breakers;
    };
  },
  "opossum, lean": () => called(() => opossum({ ...LEAN })),
  "opossum, defaults": () => called(() => opossum()),
  cockatiel: () => async () => {
    const policy = cockatiel();
    await policy.execute(noop);
    return policy;
  },
};

function called(make: typeof opossum): () => Promise<object> {
  return async () => {
    const breaker = make();
    await breaker.fire(noop);
    return breaker;
  };
}

/** What `count` breakers cost that were called once and then rest. */
export async function idleCosts(count: number, restMs: number): Promise<IdleCost[]> {
  const costs: IdleCost[] = [];
  // process.getActiveResourcesInfo leaves out timers that keep no process alive, as opossum's are.
  const timers = new Set<number>();
  const hook = createHook({
    init: (id, type) => void (type === "Timeout" && timers.add(id)),
    destroy: (id) => void timers.delete(id),
  }).enable();
  for (const [name, maker] of Object.entries(makers)) {
    timers.clear();
    const heap = settledHeap();
    const make = maker();
    const breakers: object[] = [];
    for (let i = 0; i < count; i += 1) breakers.push(await make(i));
    const bytesEach = (settledHeap() - heap) / count;
    const cpu = process.cpuUsage();
    await new Promise((resolve) => setTimeout(resolve, restMs));
    const { user, system } = process.cpuUsage(cpu);
    costs.push({ name, bytesEach, timers: timers.size, cpuPercent: (user + system) / 10 / restMs });
    shutDown();
    breakers.length = 0;
  }
  hook.disable();
  return costs;
}

function settledHeap(): number {
  for (let i = 0; i < 3; i += 1) globalThis.gc?.();
  return process.memoryUsage().heapUsed;
}
