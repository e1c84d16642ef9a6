import { ruleName } from "./active-rule.ts";
import {
  countRule,
  functionRule,
  isBetween,
  oneOf,
  orFunction,
  rangeRule,
  required,
} from "./option-rules.ts";
import { longestTimerMs, shareRule, textRule } from "./option-rules.ts";
import { isObject, type OptionRule, type OptionRules, problem, problemsOf } from "./problems.ts";
import type { ChaosRule, RuleKind } from "./rule.ts";

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

const matchRule: OptionRule = {
  expected: "a text, a pattern or a list of them that is not empty",
  accepts: (value) => {
    const all: unknown[] = Array.isArray(value) ? value : [value];
    return all.length > 0 && all.every((one) => typeof one === "string" || one instanceof RegExp);
  },
};

const targetRules: OptionRules = { name: matchRule, method: matchRule, url: matchRule };

const madeRule: OptionRule = {
  expected: "a function or a list of them that is not empty",
  accepts: (value) => {
    const all: unknown[] = Array.isArray(value) ? value : [value];
    return all.length > 0 && all.every((one) => typeof one === "function");
  },
};

const shared: OptionRules = {
  kind: oneOf("fault", "latency", "outcome", "behavior"),
  name: textRule,
  rate: required(orFunction(shareRule)),
  target: {
    expected: "an object or a function",
    accepts: (value) => typeof value === "function" || isObject(value),
    inside: (name, value) => (isObject(value) ? problemsOf(name, value, targetRules) : []),
  },
  schedule: {
    expected: "a schedule or a list of them that is not empty",
    accepts: (value) => isObject(value) || (Array.isArray(value) && value.length > 0),
    inside: (name, value) => scheduleProblems(name, value),
  },
  limit: countRule,
  when: oneOf("before", "after"),
};

const byKind: Readonly<Record<RuleKind, OptionRules>> = {
  fault: { ...shared, error: madeRule },
  latency: { ...shared, delayMs: required(orFunction(rangeRule(0, longestTimerMs))) },
  outcome: { ...shared, result: required(madeRule) },
  behavior: { ...shared, run: required(functionRule) },
};

/** Every problem of a list of rules. */
export function ruleProblems(where: string, rules: unknown): string[] {
  if (!Array.isArray(rules)) return [problem(where, "a list of rules", rules)];
  const problems: string[] = [];
  const names = new Set<string>();
  for (const [index, rule] of rules.entries()) {
    const at = `${where}[${index}]`;
    if (!isObject(rule)) {
      problems.push(problem(at, "an object", rule));
      continue;
    }
    const kind = rule["kind"];
    if (typeof kind !== "string" || !Object.hasOwn(byKind, kind)) {
      problems.push(problem(`${at}.kind`, shared["kind"]?.expected ?? "", kind));
      continue;
    }
    problems.push(...problemsOf(at, rule, byKind[kind as RuleKind]));
    const name = ruleName(rule as unknown as ChaosRule, index);
    // Rules of one name would draw the same.
    if (names.has(name)) problems.push(`${at}.name: ${JSON.stringify(name)} is the name of another rule`);
    names.add(name);
  }
  return problems;
}

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
