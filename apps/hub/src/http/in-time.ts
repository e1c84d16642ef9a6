import type { FastifyInstance, FastifyRequest } from "fastify";
import type { Clock } from "../ports.ts";
import { ProblemError } from "./problem.ts";

/** How long a caller waits for the store at the most, beside the time that it asked to wait. */
const ANSWER_WITHIN_MS = 10_000;
const RETRY_AFTER_MS = 1_000;

/**
 * Nobody waits without end for a store that does not answer: after the time given they get a 503. What they asked
 * for goes on, and the hub takes note of how it ends. For routes that are added after this.
 */
export function answerInTime(
  server: FastifyInstance,
  clock: Clock,
  withinMs: number = ANSWER_WITHIN_MS,
): void {
  server.addHook("onRoute", (route) => {
    const { handler } = route;
    route.handler = function answering(request, reply) {
      const answer: unknown = handler.call(this, request, reply);
      if (!(answer instanceof Promise)) return answer;
      return inTime(answer, clock, withinMs + askedToWait(request));
    };
  });
}

function inTime(answer: Promise<unknown>, clock: Clock, withinMs: number): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const stopTimer = clock.after(withinMs, () => reject(late()));
    void answer.finally(stopTimer).then(resolve, reject);
  });
}

function late(): ProblemError {
  return new ProblemError(
    503,
    "the hub's store has not answered in time; what was asked for may still be done: send it again later, with the same idempotency key",
    { retryAfterMs: RETRY_AFTER_MS },
  );
}

const MOST_MS = 60_000;

/** The `waitMs` of requests that have one; it is checked elsewhere. */
function askedToWait({ query, body }: FastifyRequest): number {
  const given = Number(waitMs(query) ?? waitMs(body) ?? 0);
  return given > 0 ? Math.min(given, MOST_MS) : 0;
}

const waitMs = (from: unknown): unknown =>
  typeof from === "object" && from !== null && "waitMs" in from ? from.waitMs : undefined;
