import { scheduleRule } from "../check-schedule.ts";
import { booleanRule, isBetween, longestTimerMs, objectRule, oneOf, rangeRule } from "../option-rules.ts";
import { required, shareRule, textRule } from "../option-rules.ts";
import { isObject, type OptionRule, type OptionRules, problemsOf } from "../problems.ts";

const lengthRule: OptionRule = {
  expected: `a number of milliseconds from 0 to ${longestTimerMs}`,
  accepts: isBetween(0, longestTimerMs),
};

const bytesRule: OptionRule = rangeRule(0, Number.MAX_SAFE_INTEGER);

function nested(rules: OptionRules): OptionRule {
  return { ...objectRule, inside: (name, value) => problemsOf(name, value, rules) };
}

const laneRule: OptionRule = nested({
  latencyMs: lengthRule,
  jitterMs: lengthRule,
  bytesPerSecond: {
    expected: "a number greater than 0",
    accepts: (value) => Number.isFinite(value) && Number(value) > 0,
  },
  blackHole: booleanRule,
});

const faultRules: OptionRules = {
  toServer: laneRule,
  toClient: laneRule,
  refuse: nested({ rate: required(shareRule) }),
  reset: nested({ rate: required(shareRule), afterBytes: bytesRule }),
  halfOpen: nested({ rate: required(shareRule), afterBytes: bytesRule, lost: oneOf("server", "client") }),
  schedule: scheduleRule,
};

function portRule(least: number): OptionRule {
  return {
    expected: `a port from ${least} to 65535`,
    accepts: (value) => Number.isInteger(value) && isBetween(least, 65_535)(value),
  };
}

const optionRules: OptionRules = {
  name: textRule,
  target: required({
    ...objectRule,
    inside: (name, value) =>
      isObject(value) && "path" in value
        ? problemsOf(name, value, { path: required(textRule) })
        : problemsOf(name, value, { host: textRule, port: required(portRule(1)) }),
  }),
  listen: nested({ host: textRule, port: portRule(0) }),
  faults: nested(faultRules),
};

/** Every problem of the faults of a proxy. */
export function faultProblems(faults: unknown): string[] {
  return problemsOf("faults", faults, faultRules);
}

/** Every problem of the options of a proxy. */
export function proxyProblems(options: unknown): string[] {
  return problemsOf("", options, optionRules);
}
