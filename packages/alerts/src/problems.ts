/** One thing that is wrong with the options. */
export interface OptionProblem {
  /** For example `rules[0].when.count`. */
  readonly option: string;
  readonly expected: string;
  /** The value and its kind; for secrets only the kind. */
  readonly received: string;
}

/** Thrown by `createAlerts` and the makers of sinks; lists every problem at once. */
export class AlertsOptionsError extends TypeError {
  override readonly name = "AlertsOptionsError";
  readonly problems: readonly OptionProblem[];

  constructor(problems: readonly OptionProblem[]) {
    const lines = problems.map((p) => `  ${p.option}: expected ${p.expected}, received ${p.received}`);
    super(`Bad options of alerts:\n${lines.join("\n")}`);
    this.problems = problems;
  }
}

/** A value with its kind, short enough for a message. */
export function describeValue(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (typeof value === "string") return `${JSON.stringify(value.slice(0, 40))} (string)`;
  if (typeof value === "number" || typeof value === "boolean") return `${value} (${typeof value})`;
  return Array.isArray(value) ? "an array" : `a value of type ${typeof value}`;
}

/** The options that there are: of each, that it exists. */
export type Known<T extends object> = Readonly<Record<keyof T, true>>;

/** Collects problems. Values that are `undefined` pass, unless `required`. */
export class Checks {
  readonly problems: OptionProblem[] = [];

  add(option: string, expected: string, value: unknown, secret = false): void {
    const received = secret && value !== undefined ? `a value of type ${typeof value}` : describeValue(value);
    this.problems.push({ option, expected, received });
  }

  number(option: string, value: unknown, low: number, high: number, whole = false): void {
    if (value === undefined) return;
    const fits =
      typeof value === "number" && value >= low && value <= high && (!whole || Number.isInteger(value));
    if (!fits) this.add(option, `a ${whole ? "whole " : ""}number from ${low} to ${high}`, value);
  }

  /** Whether it is an object. What nobody will read in it is a problem: most often it is misspelt. */
  object<T extends object>(option: string, value: unknown, known?: Known<T>): value is T {
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      this.add(option, "an object", value);
      return false;
    }
    for (const name of Object.keys(value)) {
      if (known === undefined || Object.hasOwn(known, name)) continue;
      const at = option === "options" ? name : `${option}.${name}`;
      // The kind only: nobody knows what a value under a wrong name is.
      this.add(
        at,
        `one of the options ${Object.keys(known).join(", ")}`,
        Reflect.get(value, name) ?? null,
        true,
      );
    }
    return true;
  }

  /** Whether it is a list of objects. */
  objects<T extends object>(option: string, value: unknown, known?: Known<T>): value is T[] {
    if (!Array.isArray(value)) {
      this.add(option, "a list", value);
      return false;
    }
    return value.map((one, i) => this.object(`${option}[${i}]`, one, known)).every(Boolean);
  }

  /** A string that is not empty. */
  text(option: string, value: unknown): void {
    if (typeof value !== "string" || value === "") this.add(option, "a string that is not empty", value);
  }

  oneOf(option: string, value: unknown, allowed: readonly string[]): void {
    if (!allowed.includes(value as string)) this.add(option, `one of ${allowed.join(", ")}`, value);
  }

  /** A list of strings, if there is one. */
  texts(option: string, value: unknown, allowed?: readonly string[]): void {
    if (value === undefined) return;
    if (!Array.isArray(value)) {
      this.add(option, "a list of strings", value);
      return;
    }
    value.forEach((one, i) => {
      if (allowed) this.oneOf(`${option}[${i}]`, one, allowed);
      else this.text(`${option}[${i}]`, one);
    });
  }

  /** Reports values that were there before. */
  unique(option: string, values: readonly unknown[]): void {
    values.forEach((value, i) => {
      if (values.indexOf(value) < i) this.add(`${option}[${i}].name`, "a name that is not used yet", value);
    });
  }

  /** @throws {AlertsOptionsError} if there is any problem. */
  finish(): void {
    if (this.problems.length > 0) throw new AlertsOptionsError(this.problems);
  }
}

/** To go on with checking options. Throws at once where they are no object. */
export function checksOf<T extends object>(options: T, known: Known<T>): Checks {
  const checks = new Checks();
  if (!checks.object("options", options, known)) checks.finish();
  return checks;
}
