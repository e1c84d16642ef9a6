import type { Clock } from "../ports.ts";

/** How much longer than the work itself the pause after it is, so that it never takes all the time there is. */
const REST = 4;
/** After work that hung, or in which the process was frozen, too. */
const MAX_REST_MS = 5_000;

/** Work that may be asked for at any time: done one at a time, and with a pause between. */
export class Soon {
  readonly #clock: Clock;
  readonly #pauseMs: number;
  readonly #work: () => Promise<void>;
  readonly #onFailure: (error: unknown) => void;
  #state: "idle" | "busy" | "again" | "stopped" = "idle";
  #stopTimer = (): void => {};

  constructor(clock: Clock, pauseMs: number, work: () => Promise<void>, onFailure: (error: unknown) => void) {
    this.#clock = clock;
    this.#pauseMs = pauseMs;
    this.#work = work;
    this.#onFailure = onFailure;
  }

  ask(): void {
    if (this.#state === "busy") this.#state = "again";
    if (this.#state !== "idle") return;
    this.#state = "busy";
    void this.#run();
  }

  stop(): void {
    this.#state = "stopped";
    this.#stopTimer();
  }

  async #run(): Promise<void> {
    const startedAt = this.#clock.monotonic();
    await this.#work().catch(this.#onFailure);
    const tookMs = this.#clock.monotonic() - startedAt;
    this.#stopTimer = this.#clock.after(Math.max(this.#pauseMs, Math.min(REST * tookMs, MAX_REST_MS)), () => {
      const again = this.#state === "again";
      if (this.#state !== "stopped") this.#state = "idle";
      if (again) this.ask();
    });
  }
}
