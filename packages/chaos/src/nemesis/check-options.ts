import { functionRule, isBetween, oneOf, rangeRule, required, textRule } from "../option-rules.ts";
import { isObject, type OptionRule, type OptionRules, problem, problemsOf } from "../problems.ts";

const weightRule: OptionRule = {
  expected: "a number greater than 0",
  accepts: (value) => Number.isFinite(value) && Number(value) > 0,
};

const actionRules: Readonly<Record<string, OptionRules>> = {
  kill: {
    kind: oneOf("kill"),
    downMs: rangeRule(0),
    signal: { expected: "the name of a signal", accepts: (value) => /^SIG[A-Z]/u.test(String(value)) },
    weight: weightRule,
  },
  pause: { kind: oneOf("pause"), forMs: required(rangeRule(0)), weight: weightRule },
};

const victimRules: OptionRules = {
  name: required(textRule),
  process: required(functionRule),
  restart: functionRule,
};

const otherRules: OptionRules = {
  name: required(textRule),
  hurt: required(functionRule),
  heal: required(functionRule),
};

const listRule: OptionRule = {
  expected: "a list that is not empty",
  accepts: (value) => Array.isArray(value) && value.length > 0,
};

const rules: OptionRules = {
  name: textRule,
  victims: required({ ...listRule, inside: victimProblems }),
  actions: { ...listRule, inside: actionProblems },
  everyMs: rangeRule(1),
  keepUp: {
    expected: "an integer of 0 or more",
    accepts: (value) => Number.isInteger(value) && Number(value) >= 0,
  },
};

/** Every problem of the options of a nemesis. */
export function nemesisProblems(options: unknown): string[] {
  const problems = problemsOf("", options, rules);
  if (problems.length > 0 || !isObject(options)) return problems;
  const most = (options["victims"] as readonly unknown[]).length - 1;
  const keepUp = options["keepUp"];
  if (keepUp !== undefined && !isBetween(0, most)(keepUp)) {
    problems.push(problem("keepUp", `fewer than the ${most + 1} victims`, keepUp));
  }
  return problems;
}

function victimProblems(where: string, victims: readonly unknown[]): string[] {
  const problems = victims.flatMap((victim, index) =>
    problemsOf(`${where}[${index}]`, victim, isObject(victim) && "hurt" in victim ? otherRules : victimRules),
  );
  const names = victims.map((victim) => (isObject(victim) ? victim["name"] : undefined));
  for (const [index, name] of names.entries()) {
    if (typeof name !== "string" || names.indexOf(name) === index) continue;
    problems.push(`${where}[${index}].name: ${JSON.stringify(name)} is the name of another victim`);
  }
  return problems;
}

function actionProblems(where: string, actions: readonly unknown[]): string[] {
  return actions.flatMap((action, index) => {
    const kind = isObject(action) ? String(action["kind"]) : "";
    const own = Object.hasOwn(actionRules, kind) ? actionRules[kind] : undefined;
    if (own === undefined)
      return [problem(`${where}[${index}]`, 'an action of kind "kill" or "pause"', action)];
    return problemsOf(`${where}[${index}]`, action, own);
  });
}
