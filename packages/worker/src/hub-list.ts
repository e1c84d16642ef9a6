import { isAway } from "./hub-answer.ts";
import type { HubAnswer } from "./hub-answer.ts";
import type { HubCall, HubLink } from "./hub-link.ts";

export interface HubListOptions {
  /** At least one. All of them serve the same jobs. */
  readonly hubs: readonly string[];
  /** A number in [0, 1): where to begin, so that a fleet spreads over its hubs. */
  readonly random: () => number;
  /** The way to one hub. `onDisconnect` is for a connection that the hub should have kept. */
  readonly connect: (hub: string, onDisconnect: () => void) => HubLink;
  /** The hub in use closed a connection: it may be gone, or have restarted. */
  readonly onDisconnect: () => void;
  /** What came of a call in the end, after the whole list if need be. */
  readonly onAnswer: (answer: HubAnswer) => void;
  /** Another hub answers from now on; `reason` says what became of the one before. */
  readonly onChange: (hub: string, reason: string) => void;
}

/** How long a hub may take to answer while there are others that were not asked. */
export const FAILOVER_MS = 5000;

/** The way to one of several hubs. */
export interface HubList extends HubLink {
  /**
   * Asks the other hubs in turn, and stays with the first that answers well: its answer. Undefined when none of
   * them does; then all stays as it is.
   */
  move(request: HubCall): Promise<HubAnswer | undefined>;
}

interface Place {
  readonly link: HubLink;
  /** Aborted when this hub is found to answer nobody: whatever else waits for it goes on to the next. */
  left: AbortController;
}

/**
 * Calls one hub for as long as it can be reached, and the next one of the list at once when it cannot. A
 * call that reached nobody answers as the last of them did; waiting before the next call is for the caller.
 */
export function createHubList(options: HubListOptions): HubList {
  const { hubs, random, connect, onDisconnect, onAnswer, onChange } = options;
  const places: Place[] = hubs.map((hub, index) => ({
    link: connect(hub, () => {
      if (index === current) onDisconnect();
    }),
    left: new AbortController(),
  }));
  let current = Math.min(places.length - 1, Math.floor(random() * places.length));
  let answering: number | undefined;
  let reason = "";

  function leave(index: number, answer: HubAnswer): void {
    if (index !== current || answer.kind === "ok") return;
    current = (index + 1) % places.length;
    const place = places[index] as Place;
    reason = answer.kind === "refused" ? `${place.link.hub}: ${answer.reason}` : answer.reason;
    if (answer.kind === "refused") return;
    place.left.abort(new Error("another call found that it does not answer"));
    place.left = new AbortController();
  }

  function arrive(index: number, hub: string): void {
    if (index !== current || index === answering) return;
    const first = answering === undefined;
    answering = index;
    if (!first) onChange(hub, reason);
  }

  async function ask(request: HubCall): Promise<HubAnswer> {
    const asked = new Set<number>();
    for (;;) {
      let index = current;
      while (asked.has(index)) index = (index + 1) % places.length;
      asked.add(index);
      const { link, left } = places[index] as Place;
      const answer = await link.call(places.length === 1 ? request : hurried(request, left, asked.size));
      if (request.signal?.aborted === true) return answer;
      if (!isAway(answer)) {
        arrive(index, link.hub);
        return answer;
      }
      leave(index, answer);
      if (asked.size === places.length) return answer;
    }
  }

  async function move(request: HubCall): Promise<HubAnswer | undefined> {
    const from = current;
    const { link: before } = places[from] as Place;
    for (let step = 1; step < places.length; step += 1) {
      const index = (from + step) % places.length;
      const { link } = places[index] as Place;
      const answer = await link.call({ ...request, timeoutMs: Math.min(request.timeoutMs, FAILOVER_MS) });
      if (request.signal?.aborted === true) return undefined;
      if (answer.kind !== "ok") continue;
      current = index;
      reason = `${before.hub}: it has more than its share of workers`;
      arrive(index, link.hub);
      return answer;
    }
    return undefined;
  }

  function hurried(request: HubCall, left: AbortController, asked: number): HubCall {
    const { timeoutMs, signal } = request;
    return {
      ...request,
      timeoutMs: asked < places.length ? Math.min(timeoutMs, FAILOVER_MS) : timeoutMs,
      signal: signal === undefined ? left.signal : AbortSignal.any([signal, left.signal]),
    };
  }

  return {
    get hub() {
      return (places[current] as Place).link.hub;
    },
    async call(request) {
      const answer = await ask(request);
      // An answer that the worker itself called off says nothing of the hub.
      if (request.signal?.aborted !== true) onAnswer(answer);
      return answer;
    },
    move,
    async close() {
      await Promise.all(places.map(({ link }) => link.close()));
    },
  };
}
