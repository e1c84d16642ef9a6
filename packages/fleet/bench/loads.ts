import type { SimulatedCloud } from "@pigeon/fleet/testing";
import { OFFERS } from "./rig.ts";
import { seeded } from "./random.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

export interface Arrival {
  readonly at: number;
  readonly durationMs: number;
}

export interface Load {
  readonly name: string;
  readonly about: string;
  readonly hours: number;
  readonly bootMs: number;
  readonly arrivals: readonly Arrival[];
  /** What the cloud does meanwhile: at ms from the start. */
  readonly trouble?: readonly { readonly at: number; readonly act: (cloud: SimulatedCloud) => void }[];
}

/** Jobs at random moments (Poisson), at so many a second as `rate` says; each takes `meanMs` on average. */
function stream(seed: number, hours: number, rate: (at: number) => number, meanMs: number): Arrival[] {
  const random = seeded(seed);
  const arrivals: Arrival[] = [];
  const highest = Math.max(...Array.from({ length: hours * 60 }, (_, minute) => rate(minute * MINUTE)));
  for (let at = 0; ;) {
    at += (-Math.log(1 - random()) / highest) * 1000;
    if (at >= hours * HOUR) return arrivals;
    if (random() * highest < rate(at)) arrivals.push({ at, durationMs: spread(random, meanMs) });
  }
}

/** Most take less than the mean, a few several times as long (log-normal, sigma 0.6). */
function spread(random: () => number, meanMs: number): number {
  const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  return Math.round(meanMs * Math.exp(0.6 * normal - 0.18));
}

function burst(seed: number, at: number, jobs: number, meanMs: number): Arrival[] {
  const random = seeded(seed);
  return Array.from({ length: jobs }, () => ({
    at: at + random() * MINUTE,
    durationMs: spread(random, meanMs),
  }));
}

const quiet = (): number => 0.02;

/** One day: a trough in the night, peaks in the morning and after noon. */
function dayCurve(at: number): number {
  const hour = at / HOUR;
  const peak = (centre: number, width: number): number => Math.exp(-(((hour - centre) / width) ** 2));
  return 0.03 + 1.4 * peak(10.5, 2) + 1.1 * peak(15, 2.5);
}

export const LOADS: readonly Load[] = [
  {
    name: "burst",
    about: "a job every 50 s, and twice 1,000 jobs of 30 s within a minute",
    hours: 3,
    bootMs: 90_000,
    arrivals: [
      ...stream(1, 3, quiet, 30_000),
      ...burst(2, 30 * MINUTE, 1000, 30_000),
      ...burst(3, 100 * MINUTE, 1000, 30_000),
    ],
  },
  {
    name: "day curve",
    about: "24 hours, from 0.03 jobs a second in the night to 1.5 at noon, 20 s each",
    hours: 24,
    bootMs: 90_000,
    arrivals: stream(4, 24, dayCurve, 20_000),
  },
  {
    name: "slow boot",
    about: "instances take 6 minutes to boot; from 0.1 jobs a second to 1 in a step of an hour, 20 s each",
    hours: 3,
    bootMs: 360_000,
    arrivals: stream(5, 3, (at) => (at > 40 * MINUTE && at < 100 * MINUTE ? 1 : 0.1), 20_000),
  },
  {
    name: "capacity error",
    about:
      "as the step of an hour, with instances that boot in 90 s; from minute 30 to 70 no offer has more than two",
    hours: 3,
    bootMs: 90_000,
    arrivals: stream(6, 3, (at) => (at > 40 * MINUTE && at < 100 * MINUTE ? 1 : 0.1), 20_000),
    trouble: [
      { at: 30 * MINUTE, act: (cloud) => OFFERS.forEach((offer) => cloud.setCapacity(offer, 2)) },
      { at: 70 * MINUTE, act: (cloud) => OFFERS.forEach((offer) => cloud.setCapacity(offer, Infinity)) },
    ],
  },
  {
    name: "flapping",
    about: "40 jobs of 30 s every 4 minutes, and nothing in between",
    hours: 3,
    bootMs: 90_000,
    arrivals: Array.from({ length: 44 }, (_, i) => burst(10 + i, i * 4 * MINUTE, 40, 30_000)).flat(),
  },
];
