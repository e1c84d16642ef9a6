import type { DeadlinePolicy } from "../../src/deadline-policy.ts";

/** One worker's memory under a policy, among other numbers that nobody may touch. */
export class Fed {
  readonly #policy: DeadlinePolicy;
  readonly #memory: Float64Array;

  constructor(policy: DeadlinePolicy, intervalMs: number) {
    this.#policy = policy;
    this.#memory = new Float64Array(policy.memorySize + 2 * MARGIN).fill(NEIGHBOUR);
    policy.begin(this.#memory, MARGIN, intervalMs);
  }

  learn(...gaps: readonly number[]): this {
    for (const gap of gaps) this.#policy.learn(this.#memory, MARGIN, gap);
    return this;
  }

  again(intervalMs: number): this {
    this.#policy.begin(this.#memory, MARGIN, intervalMs);
    return this;
  }

  get limitMs(): number {
    return this.#policy.limitMs(this.#memory, MARGIN);
  }

  get expectedMs(): number {
    return this.#policy.expectedMs(this.#memory, MARGIN);
  }

  phi(silentMs: number): number | undefined {
    return this.#policy.phi?.(this.#memory, MARGIN, silentMs);
  }

  /** How many of these gaps were longer than the limit when they ended. */
  mistakes(gaps: readonly number[]): number {
    return gaps.filter((gap) => {
      const mistaken = gap > this.limitMs;
      this.learn(gap);
      return mistaken;
    }).length;
  }

  get neighboursUntouched(): boolean {
    const end = this.#memory.length - MARGIN;
    return this.#memory.every((value, index) => (index >= MARGIN && index < end) || value === NEIGHBOUR);
  }
}

const MARGIN = 3;
const NEIGHBOUR = -7;

export const times = (count: number, gap: number): number[] => Array.from({ length: count }, () => gap);
