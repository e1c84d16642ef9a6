import { describeValue, DetectorOptionsError, type OptionProblem } from "../options-error.ts";

/** A numeric option of a policy. */
export interface NumberRule<Fallback> {
  readonly fallback: Fallback;
  readonly low: number;
  readonly high: number;
  readonly whole?: boolean;
}

/** Of all that takes ms. */
export const DAY_MS = 86_400_000;

type Rules = Readonly<Record<string, NumberRule<number | undefined>>>;
type Read<R extends Rules> = { readonly [K in keyof R]: number | R[K]["fallback"] };

/**
 * Checks the options of a policy's factory and fills in the defaults. `conflictOf` is asked once each
 * option is good by itself.
 * @throws {DetectorOptionsError} listing all problems, each option named as `factory.option`.
 */
export function readNumbers<R extends Rules>(
  factory: string,
  options: { readonly [K in keyof R]?: number | undefined },
  rules: R,
  conflictOf: (read: Read<R>) => OptionProblem | undefined = () => undefined,
): Read<R> {
  const given: unknown = options;
  if (typeof given !== "object" || given === null) {
    const received = describeValue(given);
    throw new DetectorOptionsError([{ option: factory, received, expected: "an object of options" }]);
  }
  const problems: OptionProblem[] = [];
  const read: Record<string, number | undefined> = {};
  for (const [name, rule] of Object.entries(rules)) {
    const value: unknown = Reflect.get(given, name);
    if (value === undefined) read[name] = rule.fallback;
    else if (fits(value, rule)) read[name] = value;
    else {
      problems.push({
        option: `${factory}.${name}`,
        received: describeValue(value),
        expected: rangeOf(rule),
      });
    }
  }
  for (const name of Object.keys(given).filter((name) => !Object.hasOwn(rules, name))) {
    const received = `a value of type ${typeof Reflect.get(given, name)}`;
    problems.push({
      option: `${factory}.${name}`,
      received,
      expected: `one of the options ${Object.keys(rules).join(", ")}`,
    });
  }
  const values = read as Read<R>;
  const conflict = problems.length === 0 ? conflictOf(values) : undefined;
  if (conflict !== undefined) problems.push({ ...conflict, option: `${factory}.${conflict.option}` });
  if (problems.length > 0) throw new DetectorOptionsError(problems);
  return values;
}

function fits(value: unknown, rule: NumberRule<unknown>): value is number {
  if (typeof value !== "number" || !(value >= rule.low && value <= rule.high)) return false;
  return rule.whole !== true || Number.isInteger(value);
}

function rangeOf(rule: NumberRule<unknown>): string {
  return `a ${rule.whole === true ? "whole " : ""}number from ${rule.low} to ${rule.high}`;
}
