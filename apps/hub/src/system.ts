import { randomBytes } from "node:crypto";
import { uuidv7 } from "./uuidv7.ts";
import type { Clock, Ids } from "./ports.ts";

/** The machine's clock. Its timers do not keep the process alive. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  after: (delayMs, callback) => {
    const timer = setTimeout(callback, delayMs).unref();
    return () => clearTimeout(timer);
  },
};

const RANDOM_PER_ID = 10;
let pool = Buffer.alloc(0);
let used = 0;

/** One call for the random bits of many ids: a call costs as much as a hundred ids. No bit is used twice. */
function randomOfOneId(): Buffer {
  if (used === pool.length) {
    pool = randomBytes(RANDOM_PER_ID * 512);
    used = 0;
  }
  used += RANDOM_PER_ID;
  return pool.subarray(used - RANDOM_PER_ID, used);
}

const uuid = (): string => uuidv7(Date.now(), randomOfOneId());

/** Time-ordered ids, so that neighbours in time are neighbours in an index. */
export const systemIds: Ids = {
  job: uuid,
  lease: uuid,
  worker: () => `worker-${uuid()}`,
  token: () => `pwt_${randomBytes(32).toString("base64url")}`,
};

/** The tokens above, wherever they stand: their prefix is there so that logs and scanners know them. */
export const WORKER_TOKEN: RegExp = /\bpwt_[\w-]{43}/g;

export const systemRandom = (): number => Math.random();

/** Lets everything else that is at hand go first. */
export const pause = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** After what the event loop has at hand: lets concurrent requests join one commit. */
export const defer = (callback: () => void): void => void setImmediate(callback);
