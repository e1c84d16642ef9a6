import { ruleName } from "./active-rule.ts";
import { countRule, functionRule, oneOf, orFunction, rangeRule, required } from "./option-rules.ts";
import { longestTimerMs, shareRule, textRule } from "./option-rules.ts";
import { isObject, type OptionRule, type OptionRules, problem, problemsOf } from "./problems.ts";
import { scheduleRule } from "./check-schedule.ts";
import type { ChaosRule, RuleKind } from "./rule.ts";

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
  schedule: scheduleRule,
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
