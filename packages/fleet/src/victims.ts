import type { Instance } from "./cloud.ts";
import type { Condition } from "./condition.ts";

export interface Member {
  readonly instance: Instance;
  readonly condition: Condition;
}

/**
 * Those that go when there are too many: first what boots, the youngest first; then what is least well; then
 * what runs least; then of the zone that has most; then the oldest.
 */
export function chooseVictims(living: readonly Member[], surplus: number): readonly Member[] {
  const left = [...living];
  const victims: Member[] = [];
  const inZone = new Map<string, number>();
  for (const { instance } of left) inZone.set(instance.zone, (inZone.get(instance.zone) ?? 0) + 1);
  while (victims.length < surplus && left.length > 0) {
    // One at a time: each that goes changes which zone has most.
    const first = left.reduce((a, b) => (compare(a, b, inZone) <= 0 ? a : b));
    left.splice(left.indexOf(first), 1);
    inZone.set(first.instance.zone, (inZone.get(first.instance.zone) ?? 1) - 1);
    victims.push(first);
  }
  return victims;
}

const STATUS_ORDER = ["unhealthy", "degraded", "recovering", "healthy"];

function compare(a: Member, b: Member, inZone: ReadonlyMap<string, number>): number {
  const workerA = "worker" in a.condition ? a.condition.worker : undefined;
  const workerB = "worker" in b.condition ? b.condition.worker : undefined;
  if (workerA === undefined || workerB === undefined) {
    if (workerA !== workerB) return workerA === undefined ? -1 : 1;
    return b.instance.launchedAt - a.instance.launchedAt || byId(a, b);
  }
  return (
    STATUS_ORDER.indexOf(workerA.status) - STATUS_ORDER.indexOf(workerB.status) ||
    workerA.running - workerB.running ||
    (inZone.get(b.instance.zone) ?? 0) - (inZone.get(a.instance.zone) ?? 0) ||
    a.instance.launchedAt - b.instance.launchedAt ||
    byId(a, b)
  );
}

function byId(a: Member, b: Member): number {
  return a.instance.id < b.instance.id ? -1 : 1;
}
