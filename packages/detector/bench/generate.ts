import { createRandom, type Random } from "./random.ts";
import type { Bursts, Loss, Scenario, Traits } from "./scenario.ts";
import { outside, type FleetTrace, type Life, type Span } from "./trace.ts";

/** What happened to one fleet. The seed and the fleet's number decide everything. */
export function generateFleet(scenario: Scenario, seed: number, fleet: number): FleetTrace {
  const random = createRandom(seed, fleet);
  const nodes = scenario.fleetSizes[fleet % scenario.fleetSizes.length] ?? 1;
  const endAt = scenario.fleetMs;
  const stalls = scenario.stalls ? drawBursts(scenario.stalls, endAt, createRandom(seed, fleet, 1)) : [];
  const outage = drawOutage(scenario, fleet, createRandom(seed, fleet, 2));
  const lives: Life[] = [];
  for (let node = 0; node < nodes; node++) {
    let registeredAt = random.uniform() * scenario.promiseMs;
    while (registeredAt < endAt) {
      const life = generateLife(scenario, random, { node, registeredAt, endAt, stalls, outage });
      lives.push(life);
      registeredAt = life.crashAt + scenario.deadMs;
    }
  }
  return { nodes, lives, stalls, endAt };
}

interface Place {
  readonly node: number;
  readonly registeredAt: number;
  readonly endAt: number;
  readonly stalls: readonly Span[];
  readonly outage: readonly Span[];
}

function generateLife(scenario: Scenario, random: Random, place: Place): Life {
  const { node, registeredAt, stalls } = place;
  const lifeMs = random.between(...scenario.lifeMs);
  // A death that could not be watched to its end is none: it would count as never noticed.
  const watched = registeredAt + lifeMs + scenario.deadMs <= place.endAt;
  const crashAt = watched ? registeredAt + lifeMs : Infinity;
  const endAt = watched ? crashAt + scenario.deadMs : place.endAt;
  const traits: Traits = { kind: random.uniform(), changeAtMs: random.between(0.3, 0.5) * lifeMs };
  const lastAt = Math.min(crashAt, endAt);
  const pauses = scenario.pauses ? drawBursts(scenario.pauses, lastAt, random) : [];
  const lost = lossOf(scenario.loss, random);
  const gapFrom = registeredAt + traits.changeAtMs;

  const reads: number[] = [];
  let dueAt = registeredAt + random.uniform() * scenario.intervalMs(0, traits);
  for (let beat = 0; dueAt < lastAt; beat++) {
    const sentAt = outside(pauses, dueAt) + scenario.latenessMs(random, beat);
    if (sentAt >= lastAt) break;
    const readAt = outside(stalls, sentAt + scenario.delayMs(random));
    const inGap = scenario.gapMs !== undefined && sentAt >= gapFrom && sentAt < gapFrom + scenario.gapMs;
    if (!lost() && !inGap && outside(place.outage, sentAt) === sentAt && readAt < endAt) reads.push(readAt);
    // As Node's setInterval: the next one is due an interval after this one ran.
    dueAt = sentAt + scenario.intervalMs(sentAt - registeredAt, traits);
  }
  const intervalMs = scenario.intervalMs(lastAt - registeredAt, traits);
  return { node, registeredAt, readsAt: Float64Array.from(reads).sort(), crashAt, endAt, intervalMs };
}

function lossOf(loss: Loss | undefined, random: Random): () => boolean {
  let bad = false;
  return () => {
    if (loss === undefined) return false;
    bad = bad ? random.uniform() >= loss.mends : random.uniform() < loss.worsens;
    return random.uniform() < (bad ? loss.inBad : loss.inGood);
  };
}

function drawBursts({ everyMs, lengthMs }: Bursts, untilMs: number, random: Random): Span[] {
  const spans: Span[] = [];
  for (let from = random.exponential(everyMs); from < untilMs;) {
    const to = from + lengthMs(random);
    spans.push({ from, to });
    from = to + random.exponential(everyMs);
  }
  return spans;
}

function drawOutage({ outage, fleetMs }: Scenario, fleet: number, random: Random): Span[] {
  if (outage === undefined || fleet % outage.everyFleets !== 0) return [];
  const lengthMs = random.between(...outage.lengthMs);
  const from = random.between(0.3, 0.9) * (fleetMs - lengthMs);
  return [{ from, to: from + lengthMs }];
}
