import { RegistrationAnswer, parse } from "@pigeon/protocol";
import type { WorkerRegistration } from "@pigeon/protocol";
import { hubBackoffMs } from "./backoff.ts";
import { isPassing } from "./hub-answer.ts";
import type { HubAnswer } from "./hub-answer.ts";
import type { HubLink } from "./hub-link.ts";
import type { System } from "./system.ts";
import { wait } from "./wait.ts";

/** The hub refuses this worker: its token or its registration is wrong. Trying again would not help. */
export class HubRefusedError extends Error {
  override readonly name: string = "HubRefusedError";
  /** The HTTP status of the refusal. */
  readonly status: number;
  constructor(hub: string, status: number, reason: string) {
    super(`the hub at ${hub} refused this worker: ${reason}`);
    this.status = status;
  }
}

export interface RegisterInput {
  readonly link: HubLink;
  readonly request: WorkerRegistration;
  readonly system: System;
  readonly signal: AbortSignal;
  /** A worker that was registered before keeps trying whatever the hub says: its jobs are in its hands. */
  readonly persistent: boolean;
}

const REGISTER_TIMEOUT_MS = 10_000;

/** Registers, for as long as it takes. Undefined when `signal` ended it. Throws HubRefusedError. */
export async function register(input: RegisterInput): Promise<RegistrationAnswer | undefined> {
  const { link, request, system, signal, persistent } = input;
  const body = JSON.stringify(request);
  for (let failures = 1; !signal.aborted; failures += 1) {
    const answer = await link.call({
      method: "POST",
      path: "/v1/workers",
      body,
      timeoutMs: REGISTER_TIMEOUT_MS,
      signal,
    });
    const granted = grantOf(answer);
    if (granted !== undefined) return granted;
    if (!persistent && !isPassing(answer)) {
      if (answer.kind === "refused") throw new HubRefusedError(link.hub, answer.status, answer.reason);
      throw new HubRefusedError(
        link.hub,
        200,
        "its answer to the registration has another shape; is it a Pigeon hub?",
      );
    }
    const atLeast = answer.kind === "refused" ? answer.retryAfterMs : 0;
    await wait(system, Math.max(atLeast, hubBackoffMs(failures, system.random)), signal);
  }
  return undefined;
}

function grantOf(answer: HubAnswer): RegistrationAnswer | undefined {
  if (answer.kind !== "ok") return undefined;
  const parsed = parse(RegistrationAnswer, answer.body);
  return parsed.ok ? parsed.value : undefined;
}
