/** Whether anything may be injected. All that chaos started hangs on it. */
export class KillSwitch {
  readonly #onChange = new Set<(on: boolean) => void>();
  #on: boolean;
  #generation = 0;

  constructor(on: boolean) {
    this.#on = on;
  }

  get on(): boolean {
    return this.#on;
  }

  /** Goes up with each kill: what was planned under another generation is not to happen. */
  get generation(): number {
    return this.#generation;
  }

  /** Returns whether that changed anything. */
  set(on: boolean): boolean {
    if (on === this.#on) return false;
    this.#on = on;
    if (!on) this.#generation += 1;
    for (const tell of Array.from(this.#onChange)) tell(on);
    return true;
  }

  onChange(tell: (on: boolean) => void): () => void {
    this.#onChange.add(tell);
    return () => {
      this.#onChange.delete(tell);
    };
  }
}
