import type { World } from "./world.ts";

/** A process on a machine: it can be killed and started again, and frozen and thawed. */
export class Host {
  readonly name: string;
  readonly world: World;
  up = false;
  /** Counts starts: what an earlier process was waiting for never reaches a later one. */
  epoch = 0;
  /** Counts every start, end, freeze and thaw: while it stays the same, so does the process. */
  changes = 0;
  /** Told when the process is killed. */
  readonly onCrash: Set<() => void> = new Set();
  #frozen = false;
  #stalled: { epoch: number; run: () => void }[] = [];

  constructor(world: World, name: string) {
    this.world = world;
    this.name = name;
  }

  get frozen(): boolean {
    return this.#frozen;
  }

  /** A timer of this process. */
  after(delayMs: number, run: () => void): () => void {
    const { epoch } = this;
    let cancelled = false;
    const stop = this.world.after(delayMs, () =>
      // One that fell due while the process was frozen can still be cancelled when it thaws.
      this.#enter(epoch, () => {
        if (!cancelled) run();
      }),
    );
    return () => {
      cancelled = true;
      stop();
    };
  }

  /** Something arrives at the process that is running now. */
  deliver(run: () => void): void {
    this.#enter(this.epoch, run);
  }

  boot(): void {
    this.up = true;
    this.changes += 1;
  }

  crash(): void {
    this.up = false;
    this.changes += 1;
    this.epoch += 1;
    this.#frozen = false;
    this.#stalled = [];
    for (const tell of this.onCrash) tell();
    this.onCrash.clear();
  }

  freeze(): void {
    if (!this.up) return;
    this.#frozen = true;
    this.changes += 1;
  }

  thaw(): void {
    this.#frozen = false;
    this.changes += 1;
    for (const { epoch, run } of this.#stalled.splice(0)) this.world.after(0, () => this.#enter(epoch, run));
  }

  #enter(epoch: number, run: () => void): void {
    if (epoch !== this.epoch || !this.up) return;
    if (this.#frozen) this.#stalled.push({ epoch, run });
    else run();
  }
}
