import type { Random } from "./random.ts";
import type { Loss, Scenario } from "./scenario.ts";

const MINUTE = 60_000;

const lanDelay = (random: Random): number => random.lognormal(0.3, 0.5);
const wanDelay = (random: Random): number => random.lognormal(100, 0.3);
/** About 0.3 %: 0.12 % alone, the rest in bad times of ten heartbeats, one in 4,000 heartbeats. */
const wanLoss: Loss = { worsens: 0.000_25, mends: 0.1, inGood: 0.0012, inBad: 0.75 };

const lan: Scenario = {
  name: "LAN",
  about:
    "delay lognormal, median 0.3 ms, sigma 0.5; the sender's timer late by 0.5 ms on average (exponential); no loss",
  promiseMs: 1000,
  fleetSizes: [50],
  fleets: 28,
  fleetMs: 20 * MINUTE,
  lifeMs: [2 * MINUTE, 8 * MINUTE],
  deadMs: 30_000,
  intervalMs: () => 1000,
  delayMs: lanDelay,
  latenessMs: (random) => random.exponential(0.5),
};

const wan: Scenario = {
  ...lan,
  name: "WAN",
  about: "delay lognormal, median 100 ms, sigma 0.3; Gilbert-Elliott loss of 0.3 %",
  delayMs: wanDelay,
  loss: wanLoss,
};

const stalls: Scenario = {
  ...lan,
  name: "stalls",
  about:
    "LAN; the monitor is blocked for Pareto(500 ms, 1.2) up to 20 s, once in 600 s; what came meanwhile is read after it",
  stalls: { everyMs: 600_000, lengthMs: (random) => Math.min(20_000, random.pareto(500, 1.2)) },
};

export const scenarios: readonly Scenario[] = [
  lan,
  wan,
  {
    ...lan,
    name: "GC",
    about:
      "LAN; every sender pauses for Pareto(100 ms, 1.5), once in 100 s; a heartbeat due in a pause leaves at its end",
    pauses: { everyMs: 100_000, lengthMs: (random) => random.pareto(100, 1.5) },
  },
  {
    ...wan,
    name: "outage",
    about:
      "WAN; all heartbeats of the fleet are lost for 2 to 8 s, once an hour; fleets of 10, 20, 50 and 100",
    fleetSizes: [10, 20, 50, 100],
    fleets: 36,
    // 3 has no factor in common with the four sizes, so each has its outages.
    outage: { everyFleets: 3, lengthMs: [2000, 8000] },
  },
  stalls,
  {
    ...lan,
    name: "unknown intervals",
    about:
      "LAN; a worker sends every 500, 1000 or 5000 ms, and nobody was told which: all are set for 5000 ms",
    promiseMs: 5000,
    lifeMs: [4 * MINUTE, 8 * MINUTE],
    deadMs: 100_000,
    intervalMs: (_age, { kind }) => (kind < 1 / 3 ? 500 : kind < 2 / 3 ? 1000 : 5000),
  },
  {
    ...lan,
    name: "drift",
    about:
      "LAN; the interval grows from 1 s to 2.5 s within the first 15 minutes of a life; all are set for 2500 ms",
    promiseMs: 2500,
    lifeMs: [2 * MINUTE, 18 * MINUTE],
    deadMs: 60_000,
    intervalMs: (ageMs) => 1000 + 1500 * Math.min(1, ageMs / (15 * MINUTE)),
  },
  {
    ...lan,
    name: "step",
    about:
      "LAN; once in a life, at an age of its own, the interval turns from 1 s to 6 s; all are set for 1000 ms",
    fleets: 12,
    fleetMs: 45 * MINUTE,
    lifeMs: [30 * MINUTE, 40 * MINUTE],
    deadMs: 120_000,
    intervalMs: (ageMs, { changeAtMs }) => (ageMs < changeAtMs ? 1000 : 6000),
  },
  {
    ...lan,
    name: "step of the fleet",
    about:
      "LAN; at an age of 5 minutes the interval turns from 1 s to 6 s, for the whole fleet within a second; all are set for 1000 ms",
    lifeMs: [7 * MINUTE, 18 * MINUTE],
    deadMs: 120_000,
    intervalMs: (ageMs) => (ageMs < 5 * MINUTE ? 1000 : 6000),
  },
  {
    ...lan,
    name: "gap",
    about:
      "LAN; once in a life nothing comes through from a worker for 300 s; it dies some minutes after that",
    fleets: 12,
    fleetMs: 45 * MINUTE,
    lifeMs: [30 * MINUTE, 40 * MINUTE],
    deadMs: 90_000,
    gapMs: 300_000,
  },
  {
    ...lan,
    name: "cold start",
    about:
      "LAN; the sender's timer is late by 100 ms on average in its first ten heartbeats; it dies at an age of 1 to 20 s; " +
      "fleets of 2, since so many deaths in one larger fleet would be a mass suspicion",
    fleetSizes: [2],
    fleets: 400,
    lifeMs: [1000, 20_000],
    deadMs: 30_000,
    latenessMs: (random, beat) => random.exponential(beat < 10 ? 100 : 0.5),
  },
];

const manyDeaths = {
  fleetSizes: [2],
  fleets: 1000,
  lifeMs: [MINUTE, 2 * MINUTE],
} as const satisfies Partial<Scenario>;

/** Only for goals: rare events often enough to tell a small difference. */
export const dense: readonly Scenario[] = [
  {
    ...lan,
    name: "LAN, many deaths",
    about: "LAN; 1000 fleets of 2, lives of 1 to 2 minutes",
    ...manyDeaths,
  },
  {
    ...stalls,
    name: "stalls, many deaths",
    about: "stalls; the same deaths as in the one before",
    ...manyDeaths,
  },
  {
    ...lan,
    name: "outages",
    about: "LAN; 240 fleets of 10, 20, 50 and 100, each with one outage of 2 to 8 s; nobody dies",
    fleetSizes: [10, 20, 50, 100],
    fleets: 240,
    fleetMs: 3 * MINUTE,
    lifeMs: [10 * MINUTE, 10 * MINUTE],
    outage: { everyFleets: 1, lengthMs: [2000, 8000] },
  },
];
