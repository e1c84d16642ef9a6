/** Types of their own at the most. The rest is counted together: every label value costs memory at both ends. */
export const MAX_JOB_TYPES = 50;
const OTHER = "other";

/** The metrics of each job type; those that come after the first so many share the metrics of "other". */
export class JobTypes<T> {
  readonly #make: (type: string) => T;
  readonly #max: number;
  readonly #known = new Map<string, T>();
  #other: T | undefined;

  constructor(make: (type: string) => T, max = MAX_JOB_TYPES) {
    this.#make = make;
    this.#max = max;
  }

  of(type: string): T {
    return this.#known.get(type) ?? this.#add(type);
  }

  all(): Iterable<T> {
    return this.#other === undefined ? this.#known.values() : [...this.#known.values(), this.#other];
  }

  #add(type: string): T {
    if (this.#known.size >= this.#max || type === OTHER) return (this.#other ??= this.#make(OTHER));
    const made = this.#make(type);
    this.#known.set(type, made);
    return made;
  }
}
