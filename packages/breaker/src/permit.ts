import type { Deadline, DeadlineQueue } from "./deadlines.ts";
import type { Admitted } from "./states.ts";
import type { Permit } from "./types.ts";

/** How a permit was given back. */
export type PermitEnding = "success" | "failure" | "timeout" | "ignored";

/** Takes in the end of a permit. */
export type PermitHost = (
  permit: HeldPermit,
  how: PermitEnding,
  error: unknown,
  durationMs: number | undefined,
) => void;

/** Leave to do some work, to be given back once. One that is lost runs out like a call that hangs. */
export class HeldPermit implements Permit, Admitted, Deadline {
  readonly generation: number;
  readonly startedAt: number;
  readonly started: unknown;
  readonly deadlines: DeadlineQueue | undefined;
  dueAt = 0;
  before: Deadline | undefined;
  after: Deadline | undefined;
  readonly #host: PermitHost;
  #used = false;

  constructor(
    host: PermitHost,
    generation: number,
    startedAt: number,
    deadlines: DeadlineQueue | undefined,
    started: unknown,
  ) {
    this.#host = host;
    this.generation = generation;
    this.startedAt = startedAt;
    this.deadlines = deadlines;
    this.started = started;
  }

  success(durationMs?: number): boolean {
    return this.#end("success", undefined, durationMs);
  }

  failure(error?: unknown, durationMs?: number): boolean {
    return this.#end("failure", error, durationMs);
  }

  ignore(): boolean {
    return this.#end("ignored", undefined);
  }

  expire(): void {
    this.#end("timeout", undefined);
  }

  #end(how: PermitEnding, error: unknown, durationMs?: number): boolean {
    if (this.#used) return false;
    this.#used = true;
    this.deadlines?.remove(this);
    this.#host(this, how, error, durationMs);
    return true;
  }
}
