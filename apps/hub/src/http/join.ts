import { JoinRequest, type JoinAnswer } from "@pigeon/protocol";
import type { FastifyInstance } from "fastify";
import type { Hub } from "../hub-parts.ts";
import { checked, ProblemError } from "./problem.ts";

/** Decides who may become a worker without a token of its own: the join desk of `@pigeon/fleet/aws`, or the like. */
export interface JoinDesk {
  /** `reason` is shown to who asked. Rejects when it cannot decide now. */
  admit(
    proof: string,
  ): Promise<
    | { readonly kind: "admitted"; readonly workerId: string }
    | { readonly kind: "refused"; readonly reason: string }
  >;
}

/** How soon who could not be judged may ask again. */
const RETRY_MS = 5_000;

/** Where an instance exchanges the proof of what it is for a short-lived token. */
export function joinRoutes(server: FastifyInstance, { join, joinTokens, requireOpen }: Hub): void {
  server.post("/v1/join", async (request, reply): Promise<JoinAnswer> => {
    if (join === undefined) throw new ProblemError(404, "this hub lets no instances join by a proof");
    const { proof } = checked(JoinRequest, request.body);
    requireOpen();
    const admission = await join.admit(proof).catch((error: unknown) => {
      const more = { retryAfterMs: RETRY_MS, cause: error };
      throw new ProblemError(503, "whether this instance may join cannot be told now", more);
    });
    if (admission.kind === "refused") throw new ProblemError(403, admission.reason);
    const { workerId } = admission;
    const { token, expiresAt } = joinTokens.issue(workerId);
    reply.code(201);
    return { workerId, token, expiresAt: new Date(expiresAt).toISOString() };
  });
}
