import { isBetween } from "./option-rules.ts";
import { isObject, type OptionRule, type OptionRules, problem, problemsOf } from "./problems.ts";

const momentRule: OptionRule = {
  expected: "a number of milliseconds of 0 or more",
  accepts: isBetween(0, Infinity),
};

const lengthRule: OptionRule = {
  expected: "a number of milliseconds greater than 0",
  accepts: (value) => isBetween(0, Infinity)(value) && value !== 0,
};

const scheduleRules: OptionRules = {
  fromMs: momentRule,
  untilMs: momentRule,
  everyMs: lengthRule,
  forMs: lengthRule,
};

/** A schedule, or several. */
export const scheduleRule: OptionRule = {
  expected: "a schedule or a list of them that is not empty",
  accepts: (value) => isObject(value) || (Array.isArray(value) && value.length > 0),
  inside: (name, value) => scheduleProblems(name, value),
};

function scheduleProblems(where: string, value: unknown): string[] {
  if (Array.isArray(value)) {
    return value.flatMap((one, index) => scheduleProblems(`${where}[${index}]`, one));
  }
  const problems = problemsOf(where, value, scheduleRules);
  if (problems.length > 0 || !isObject(value)) return problems;
  const { fromMs = 0, untilMs = Infinity, everyMs, forMs } = value;
  if (Number(untilMs) <= Number(fromMs)) {
    problems.push(problem(`${where}.untilMs`, `more than fromMs (${String(fromMs)})`, untilMs));
  }
  if ((everyMs === undefined) !== (forMs === undefined)) {
    problems.push(`${where}: everyMs and forMs need one another`);
  } else if (Number(forMs) > Number(everyMs)) {
    problems.push(problem(`${where}.forMs`, `at most everyMs (${String(everyMs)})`, forMs));
  }
  return problems;
}
