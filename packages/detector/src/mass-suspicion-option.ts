import type { MassSuspicion } from "./fleet-hold.ts";
import { describeValue, type OptionProblem } from "./options-error.ts";

const DAY_MS = 86_400_000;
const MIN_SETTLE_MS = 10_000;

interface Field {
  readonly fits: (value: number) => boolean;
  readonly expected: string;
}

const FIELDS: Readonly<Record<keyof MassSuspicion, Field>> = {
  share: { fits: (value) => value > 0 && value <= 1, expected: "a number above 0 and up to 1" },
  minWorkers: {
    fits: (value) => Number.isInteger(value) && value >= 1 && value <= 1_000_000,
    expected: "a whole number from 1 to 1000000",
  },
  settleMs: { fits: (value) => value >= 1 && value <= DAY_MS, expected: `a number from 1 to ${DAY_MS}` },
};

/** The option with its defaults filled in; what is wrong with it is added to the problems. */
export function readMassSuspicion(
  value: unknown,
  heartbeatIntervalMs: number,
  problems: OptionProblem[],
): MassSuspicion | false {
  const rule: Record<keyof MassSuspicion, number> = {
    share: 0.3,
    minWorkers: 3,
    // An outage of a few seconds is over by then, and its workers were heard again.
    settleMs: Math.max(MIN_SETTLE_MS, heartbeatIntervalMs),
  };
  if (value === undefined || value === false) return value ?? rule;
  if (typeof value !== "object" || value === null) {
    const expected = "false or an object of share, minWorkers and settleMs";
    problems.push({ option: "massSuspicion", received: describeValue(value), expected });
    return rule;
  }
  for (const [name, given] of Object.entries(value)) {
    const field = isField(name) ? FIELDS[name] : undefined;
    const option = `massSuspicion.${name}`;
    if (field === undefined || !isField(name)) {
      const received = `a value of type ${typeof given}`;
      problems.push({ option, received, expected: `one of the options ${Object.keys(FIELDS).join(", ")}` });
    } else if (typeof given === "number" && field.fits(given)) rule[name] = given;
    else if (given !== undefined) {
      problems.push({ option, received: describeValue(given), expected: field.expected });
    }
  }
  return rule;
}

function isField(name: string): name is keyof MassSuspicion {
  return Object.hasOwn(FIELDS, name);
}
