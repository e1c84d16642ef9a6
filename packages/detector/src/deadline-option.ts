import type { DeadlinePolicy } from "./deadline-policy.ts";
import { describeValue, type OptionProblem } from "./options-error.ts";
import { adaptiveDeadline } from "./policies/adaptive.ts";

const METHODS = ["begin", "learn", "limitMs", "expectedMs"] as const;
/** 800 kB for each worker; more is a mistake. */
const MAX_MEMORY_SIZE = 100_000;

/** The option with its default; what is wrong with it is added to the problems. */
export function readDeadline(value: unknown, problems: OptionProblem[]): DeadlinePolicy {
  if (value === undefined) return adaptiveDeadline();
  if (isPolicy(value)) return value;
  const wrong = typeof value === "object" && value !== null ? wrongFields(value) : [];
  problems.push({
    option: "deadline",
    received: describeValue(value),
    expected: `a deadline policy, as fixedDeadline() makes it${wrong.length > 0 ? `; look at ${wrong.join(", ")}` : ""}`,
  });
  return adaptiveDeadline();
}

function isPolicy(value: unknown): value is DeadlinePolicy {
  return typeof value === "object" && value !== null && wrongFields(value).length === 0;
}

function wrongFields(value: object): string[] {
  const field = (name: string): unknown => Reflect.get(value, name);
  const wrong: string[] = METHODS.filter((name) => typeof field(name) !== "function");
  if (typeof field("name") !== "string") wrong.push("name");
  const size = field("memorySize");
  if (!Number.isInteger(size) || Number(size) < 0 || Number(size) > MAX_MEMORY_SIZE) wrong.push("memorySize");
  if (field("phi") !== undefined && typeof field("phi") !== "function") wrong.push("phi");
  return wrong;
}
