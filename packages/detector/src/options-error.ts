/** One thing that is wrong with the options. */
export interface OptionProblem {
  option: string;
  /** The value as text, with its kind. */
  received: string;
  expected: string;
}

/** Thrown by whatever takes options; lists every problem of them at once. */
export class DetectorOptionsError extends RangeError {
  readonly problems: readonly OptionProblem[];

  constructor(problems: readonly OptionProblem[]) {
    const lines = problems.map((p) => `  ${p.option}: expected ${p.expected}, received ${p.received}`);
    super(`Bad options of the detector:\n${lines.join("\n")}`);
    this.name = "DetectorOptionsError";
    this.problems = problems;
  }
}

/** A value with its kind, short enough for a message. */
export function describeValue(value: unknown): string {
  if (value === null) return "null";
  if (typeof value === "string") return `${JSON.stringify(value.slice(0, 40))} (string)`;
  if (typeof value === "number" || typeof value === "boolean") return `${value} (${typeof value})`;
  return Array.isArray(value) ? "an array" : `a value of type ${typeof value}`;
}
