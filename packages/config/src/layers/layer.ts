import { problemAt, structureProblem, type ConfigProblem } from "../problem.ts";
import type { Entry } from "../schema/compile.ts";
import { placeOf, type Origin } from "./origin.ts";

/** The good values that one layer brings by path, and the problems of its others. */
export interface Layer {
  readonly origin: Origin;
  readonly values: ReadonlyMap<string, unknown>;
  readonly problems: readonly ConfigProblem[];
}

/** A layer while it is read. */
export class Draft implements Layer {
  readonly origin: Origin;
  readonly values: Map<string, unknown> = new Map();
  readonly problems: ConfigProblem[] = [];

  constructor(origin: Origin) {
    this.origin = origin;
  }

  /** Keeps the value if it is good. `given` is what a problem shows: the text that the value was read from. */
  add(entry: Entry, value: unknown, given: unknown): void {
    const verdict = entry.field.kind.check(value);
    if (verdict.ok) {
      this.values.set(entry.path, verdict.value);
      return;
    }
    const place = placeOf(this.origin, entry.path, entry.variable);
    this.problems.push(...verdict.expected.map((expected) => problemAt(entry, place, given, expected)));
  }

  refuse(path: string, value: unknown, expected: string): void {
    this.problems.push(structureProblem(path, placeOf(this.origin, path), value, expected));
  }
}
