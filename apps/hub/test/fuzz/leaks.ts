import type { FuzzReport } from "./run-fuzz.ts";

/** What compiled code and full caches may still add after the first fifth. */
const HEAP_SLACK = 8 * 2 ** 20;
/** Less than anything that is kept for each request could take. */
const HEAP_PER_REQUEST = 100;
/** The next delayed job, a check that is just due. */
const TIMER_SLACK = 3;

/** What a hub still holds that it should have let go. */
export function leaks({ requests, held: [warm, end] }: Pick<FuzzReport, "requests" | "held">): string[] {
  const found: string[] = [];
  const grown = end.heapBytes - warm.heapBytes;
  if (grown > HEAP_SLACK + requests * HEAP_PER_REQUEST) found.push(`the heap grew by ${grown} bytes`);
  if (end.timers > warm.timers + TIMER_SLACK) found.push(`${end.timers - warm.timers} timers were left`);
  if (end.sockets > 0) found.push(`${end.sockets} sockets were left`);
  return found;
}
