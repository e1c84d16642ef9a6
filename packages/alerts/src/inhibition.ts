import { canonical, pick, type Labels } from "./labels.ts";
import { matches, type Matcher } from "./matcher.ts";

/** While an alert matches `source`, alerts that match `target` are muted: one failure explains the others. */
export interface Inhibition {
  readonly source: readonly Matcher[];
  readonly target: readonly Matcher[];
  /** Only where source and target agree in these labels. Default: none. */
  readonly equal?: readonly string[] | undefined;
}

/** Which inhibitions are in force: counts the alerts that are their sources. */
export class Inhibitions {
  readonly #all: readonly { readonly rule: Inhibition; readonly sources: Map<string, number> }[];

  constructor(rules: readonly Inhibition[]) {
    this.#all = rules.map((rule) => ({ rule, sources: new Map<string, number>() }));
  }

  /** True when others may be muted from now on. */
  fired(labels: Labels): boolean {
    return this.#count(labels, 1);
  }

  /** True when others may no longer be muted. */
  resolved(labels: Labels): boolean {
    return this.#count(labels, -1);
  }

  /** Whether an alert mutes this one. An alert that is a source and a target of one rule is not muted by it. */
  mutes(labels: Labels): boolean {
    return this.#all.some(
      ({ rule, sources }) =>
        sources.size > 0 &&
        matches(rule.target, labels) &&
        !matches(rule.source, labels) &&
        sources.has(agreed(rule, labels)),
    );
  }

  #count(labels: Labels, by: 1 | -1): boolean {
    let changed = false;
    for (const { rule, sources } of this.#all) {
      if (!matches(rule.source, labels)) continue;
      const key = agreed(rule, labels);
      const count = (sources.get(key) ?? 0) + by;
      if (count > 0) sources.set(key, count);
      else sources.delete(key);
      changed ||= count === 0 || (count === 1 && by === 1);
    }
    return changed;
  }
}

function agreed({ equal = [] }: Inhibition, labels: Labels): string {
  return equal.length === 0 ? "" : canonical(pick(labels, equal));
}
