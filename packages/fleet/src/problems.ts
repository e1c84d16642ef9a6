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

/** The options that there are: of each, that it exists. */
export type Known<T extends object> = Readonly<Record<keyof T, true>>;

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

  /** Whether it is an object. What nobody will read in it is a problem: most often it is misspelt. */
  object<T extends object>(option: string, value: T | undefined, known: Known<T>): value is T {
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      this.add(option, "an object", value);
      return false;
    }
    for (const name of Object.keys(value)) {
      if (Object.hasOwn(known, name)) continue;
      const at = option === "options" ? name : `${option}.${name}`;
      const expected = `one of the options ${Object.keys(known).join(", ")}`;
      // The kind only: nobody knows what a value under a wrong name is.
      const received = `a value of type ${typeof Reflect.get(value, name)}`;
      this.problems.push({ option: at, expected, received });
    }
    return true;
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

/** To go on with checking options. Throws at once where they are no object. */
export function checksOf<T extends object>(options: T, known: Known<T>): Checks {
  const checks = new Checks();
  if (!checks.object("options", options, known)) checks.finish();
  return checks;
}
