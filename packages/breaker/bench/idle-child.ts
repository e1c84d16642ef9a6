// Makes breakers of one kind, calls each once, and says what they cost while they rest.
import { createHook } from "node:async_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import { createBreaker } from "@pigeon/breaker";
import { cockatielBreaker, leanOpossum, opossum } from "./peers.ts";

const noop = async (): Promise<number> => 1;
const KINDS: Record<string, () => { kept: unknown; called: Promise<unknown> }> = {
  opossum: () => made(opossum(noop), (breaker) => breaker.fire()),
  "lean-opossum": () => made(leanOpossum(noop), (breaker) => breaker.fire()),
  cockatiel: () => made(cockatielBreaker(), (breaker) => breaker.execute(noop)),
  pigeon: () => made(createBreaker(), (breaker) => breaker.call(noop)),
};

function made<T>(kept: T, call: (breaker: T) => Promise<unknown>): { kept: T; called: Promise<unknown> } {
  return { kept, called: call(kept) };
}

function heapUsed(): number {
  for (let time = 0; time < 3; time += 1) globalThis.gc?.();
  return process.memoryUsage().heapUsed;
}

const [kind = "", count = "", idleMs = ""] = process.argv.slice(2);
const make = KINDS[kind];
if (make === undefined) throw new Error(`no kind ${kind}`);
await make().called;
const before = heapUsed();
// Node.js lists only the timers that keep the process alive.
const timers = new Set<number>();
createHook({
  init: (id, type) => void (type === "Timeout" && timers.add(id)),
  destroy: (id) => void timers.delete(id),
}).enable();
const kept: unknown[] = [];
for (let index = 0; index < Number(count); index += 1) {
  const { kept: breaker, called } = make();
  await called;
  kept.push(breaker);
}
const bytesEach = (heapUsed() - before) / kept.length;
// It hears of the ended ones a little later.
await sleep(20);
await new Promise((resolve) => void setImmediate(resolve));
const waiting = timers.size;
const cpu = process.cpuUsage();
const startedAt = performance.now();
await sleep(Number(idleMs));
const { user, system } = process.cpuUsage(cpu);
const cpuPercent = (user + system) / 10 / (performance.now() - startedAt);
console.log(JSON.stringify({ bytesEach, timers: waiting, cpuPercent, kept: kept.length }));
process.exit(0);
