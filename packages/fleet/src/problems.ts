/** One thing that is wrong with the options. */
export interface OptionProblem {
  /** For example `autoscale.max`. */
  readonly option: string;
  readonly expected: string;
  /** The value and its kind. */
  readonly received: string;
}

/** Thrown by `createFleet` and its operations; lists every problem at once. */
export class FleetOptionsError extends TypeError {
  override readonly name = "FleetOptionsError";
  readonly problems: readonly OptionProblem[];

  constructor(problems: readonly OptionProblem[]) {
    const lines = problems.map((p) => `  ${p.option}: expected ${p.expected}, received ${p.received}`);
    super(`Bad options of a fleet:\n${lines.join("\n")}`);
    this.problems = problems;
  }
}

function describeValue(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (typeof value === "string") return `${JSON.stringify(value.slice(0, 40))} (string)`;
  if (typeof value === "number" || typeof value === "boolean") return `${value} (${typeof value})`;
  return Array.isArray(value) ? "an array" : `a value of type ${typeof value}`;
}

/** Collects problems. Values that are `undefined` pass, unless it says otherwise. */
export class Checks {
  readonly problems: OptionProblem[] = [];

  add(option: string, expected: string, value: unknown): void {
    this.problems.push({ option, expected, received: describeValue(value) });
  }

  number(option: string, value: unknown, low: number, high: number): void {
    if (value === undefined) return;
    const fits = typeof value === "number" && value >= low && value <= high;
    if (!fits) this.add(option, `a number from ${low} to ${high}`, value);
  }

  whole(option: string, value: unknown, low: number, high: number): void {
    if (value === undefined) return;
    const fits = Number.isInteger(value) && (value as number) >= low && (value as number) <= high;
    if (!fits) this.add(option, `a whole number from ${low} to ${high}`, value);
  }

  /** `undefined` does not pass. */
  text(option: string, value: unknown, form: RegExp, expected: string): void {
    if (typeof value !== "string" || !form.test(value)) this.add(option, expected, value);
  }

  /** `undefined` does not pass. */
  methods(option: string, value: unknown, names: readonly string[]): void {
    for (const name of names) {
      const method = (value as Record<string, unknown> | undefined)?.[name];
      if (typeof method !== "function") this.add(`${option}.${name}`, "a function", method);
    }
  }

  /** @throws {FleetOptionsError} if there is any problem. */
  finish(): void {
    if (this.problems.length > 0) throw new FleetOptionsError(this.problems);
  }
}
