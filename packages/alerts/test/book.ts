import { compileRule } from "../src/check-rules.ts";
import type { AlertEvent, Condition, Rule } from "../src/index.ts";
import { RuleBook } from "../src/rule-book.ts";

/** A book of one rule; events and waits in, changes out: `+` fired, `-` resolved, by summary. */
export function book(when: Condition, more: Partial<Rule> = {}) {
  const rule: Rule = { name: "R", severity: "high", summary: "R", when, ...more };
  const rules = new RuleBook([compileRule(rule)]);
  const time = { now: 1_000_000 };
  const shown = (changes: ReturnType<RuleBook["observe"]>): string[] =>
    changes.map(({ change, alert }) => `${change === "fired" ? "+" : "-"}${alert.summary}`);
  return {
    rules,
    time,
    see: (event: AlertEvent) => shown(rules.observe(event, time.now)),
    wait: (ms: number) => {
      time.now += ms;
      return shown(rules.advance(time.now));
    },
    active: () => [...rules.active()].map(({ labels }) => labels),
  };
}

export const error = (change: Partial<Extract<AlertEvent, { type: "error" }>> = {}): AlertEvent => ({
  type: "error",
  category: "network",
  severity: "high",
  kind: "timeout",
  fingerprint: "f1",
  subject: "https://a",
  message: "too late",
  ...change,
});
