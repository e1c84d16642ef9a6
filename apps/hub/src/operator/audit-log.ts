import { AuditList, parse, type AuditEntry } from "@pigeon/protocol";
import type { SavedState } from "../saved-state.ts";
import type { Clock } from "../ports.ts";

const KEPT = 1_000;
/** What happens within this time is written together. */
const SAVE_MS = 500;

export interface AuditParts {
  readonly state: SavedState;
  readonly clock: Clock;
  /** Told of each entry at once, whatever becomes of the store. */
  readonly onEntry: (entry: AuditEntry) => void;
  readonly onFailure: (error: unknown) => void;
}

/** The latest things that operators did, kept over restarts. */
export class AuditLog {
  readonly #parts: AuditParts;
  #entries: AuditEntry[] = [];
  #stopTimer: (() => void) | undefined;
  #saving: Promise<void> = Promise.resolve();

  constructor(parts: AuditParts) {
    this.#parts = parts;
  }

  async restore(): Promise<void> {
    const text = await this.#parts.state.load();
    if (text === undefined) return;
    try {
      const saved = parse(AuditList, JSON.parse(text));
      if (saved.ok) this.#entries = saved.value.entries.slice(-KEPT);
      else throw new Error(`${saved.errors[0]?.path}: ${saved.errors[0]?.message}`);
    } catch (error) {
      this.#parts.onFailure(new Error("what was saved of the audit log is forgotten", { cause: error }));
    }
  }

  add(entry: AuditEntry): void {
    this.#entries.push(entry);
    if (this.#entries.length > KEPT) this.#entries.shift();
    this.#parts.onEntry(entry);
    this.#stopTimer ??= this.#parts.clock.after(SAVE_MS, () => void this.flush());
  }

  /** Newest first. */
  latest(limit: number): readonly AuditEntry[] {
    return this.#entries.slice(-limit).reverse();
  }

  /** Resolves when all of it is in the store, or could not be put there. */
  async flush(): Promise<void> {
    if (this.#stopTimer !== undefined) {
      this.#stopTimer();
      this.#stopTimer = undefined;
      const { state, onFailure } = this.#parts;
      this.#saving = this.#saving.then(() => state.save({ entries: this.#entries }).catch(onFailure));
    }
    await this.#saving;
  }
}
