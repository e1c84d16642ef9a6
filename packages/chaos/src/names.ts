import { type ActiveRule, inTurn } from "./active-rule.ts";
import { hashText } from "./draw.ts";

/** Names beyond these share one count, so that names made of ids do not fill the memory. */
export const MOST_NAMES = 1000;

export interface NameCount {
  calls: number;
  injected: number;
}

/** The calls of one name. */
export interface NameState {
  readonly name: string;
  readonly hash: number;
  readonly count: NameCount;
  /** The rules that this name leaves possible, in turn. */
  rules: readonly ActiveRule[];
}

/** Finds the state of a name, made at its first call. */
export class Names {
  readonly #states = new Map<string, NameState>();
  readonly #others: NameCount = { calls: 0, injected: 0 };
  #rules: readonly ActiveRule[];

  constructor(rules: readonly ActiveRule[]) {
    this.#rules = inTurn(rules);
  }

  /** Other rules from now on; the numbers of calls go on. */
  setRules(rules: readonly ActiveRule[]): void {
    this.#rules = inTurn(rules);
    for (const state of this.#states.values()) state.rules = this.#rulesFor(state.name);
  }

  of(name: string): NameState {
    return this.#states.get(name) ?? this.#add(name);
  }

  /** The counts by name; those of the names beyond the most together, without a name. */
  counts(): readonly { readonly name: string | undefined; readonly count: NameCount }[] {
    const named = Array.from(this.#states.values(), ({ name, count }) => ({ name, count }));
    return this.#others.calls === 0 ? named : [...named, { name: undefined, count: this.#others }];
  }

  #add(name: string): NameState {
    const known = this.#states.size < MOST_NAMES;
    const count = known ? { calls: 0, injected: 0 } : this.#others;
    const state = { name, hash: hashText(name), count, rules: this.#rulesFor(name) };
    if (known) this.#states.set(name, state);
    return state;
  }

  #rulesFor(name: string): readonly ActiveRule[] {
    return this.#rules.filter((rule) => rule.target.name(name));
  }
}
