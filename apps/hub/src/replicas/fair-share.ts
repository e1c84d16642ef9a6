/** How the workers of a fleet are spread over its hubs, as one of these hubs knows it. */
export interface Spread {
  /** At least one: this one. */
  readonly hubs: number;
  /** Workers of all hubs together. */
  readonly workers: number;
  /** Of the hub with the fewest. */
  readonly fewest: number;
}

/** Workers that come and go make small differences, which are not worth a move: this part of a share. */
const TOLERATED = 0.1;

/** What no hub needs to exceed: a hub with fewer has room for workers that others give. */
export function fairShare({ hubs, workers }: Spread): number {
  return Math.ceil(workers / hubs);
}

/**
 * How many of its own workers a hub should give to others. It never gives of its share, and takes none beyond it: so
 * a worker that moved is not bidden to move on, and every move brings hubs nearer to each other.
 */
export function surplus(own: number, spread: Spread): number {
  const isEven = own - spread.fewest <= Math.max(1, TOLERATED * fairShare(spread));
  return isEven ? 0 : Math.max(0, own - fairShare(spread));
}

/** How many may go in one round: a tenth, so that a fleet moves within some rounds and never all at once. */
export function atOnce(own: number): number {
  return Math.ceil(own / 10);
}
