import { readerOf } from "./condition.ts";
import type { CompiledRule } from "./instance.ts";
import { labelValue } from "./labels.ts";
import type { Checks, Known } from "./problems.ts";
import type { Condition, Counting, GaugeCondition, Rule } from "./rule.ts";
import { SEVERITIES } from "./severity.ts";

const MONTH_MS = 2_592_000_000;
const WORKER = ["healthy", "degraded", "unhealthy", "recovering", "gone"];
const BREAKER = ["closed", "open", "half-open", "isolated", "gone"];
const COUNTING = { count: true, withinMs: true, clearBelow: true } as const;
const CONDITIONS: { readonly [T in Condition["type"]]: Known<Extract<Condition, { type: T }>> } = {
  errors: { type: true, categories: true, minSeverity: true, kinds: true, by: true, ...COUNTING },
  "dead-letters": { type: true, jobTypes: true, by: true, ...COUNTING },
  spike: { type: true, subjects: true },
  worker: { type: true, firesOn: true, clearsOn: true },
  breaker: { type: true, names: true, firesOn: true, clearsOn: true },
  "fleet-suspect": { type: true },
  gauge: { type: true, name: true, above: true, below: true, clearAt: true },
  sink: { type: true },
};
const SPIKE_ENDS_MS = 600_000;

export const RULE: Known<Rule> = {
  name: true,
  when: true,
  severity: true,
  forMs: true,
  resolveForMs: true,
  resolveAfterMs: true,
  labels: true,
  summary: true,
  maxAlerts: true,
};

/** Notes everything that is wrong with the rules, which are objects. */
export function checkRules(checks: Checks, rules: readonly Rule[]): void {
  checks.unique(
    "rules",
    rules.map(({ name }) => name),
  );
  rules.forEach((rule, i) => {
    const at = `rules[${i}]`;
    checks.text(`${at}.name`, rule.name);
    checks.text(`${at}.summary`, rule.summary);
    checks.oneOf(`${at}.severity`, rule.severity, SEVERITIES);
    checks.number(`${at}.forMs`, rule.forMs, 0, MONTH_MS);
    checks.number(`${at}.resolveForMs`, rule.resolveForMs, 0, MONTH_MS);
    checks.number(`${at}.resolveAfterMs`, rule.resolveAfterMs, 1, MONTH_MS);
    checks.number(`${at}.maxAlerts`, rule.maxAlerts, 1, 100_000, true);
    for (const name of Object.keys(rule.labels ?? {})) {
      if (name === "alertname" || name === "severity") {
        checks.add(`${at}.labels`, "no label of the name alertname or severity", name);
      }
    }
    checkCondition(checks, `${at}.when`, rule.when);
  });
}

function checkCondition(checks: Checks, at: string, when: Condition | undefined): void {
  if (!checks.object<Condition>(at, when)) return;
  if (!Object.hasOwn(CONDITIONS, when.type)) {
    checks.oneOf(`${at}.type`, when.type, Object.keys(CONDITIONS));
    return;
  }
  checks.object(at, when, CONDITIONS[when.type]);
  switch (when.type) {
    case "errors":
      checks.texts(`${at}.categories`, when.categories);
      checks.texts(`${at}.kinds`, when.kinds);
      checks.texts(`${at}.by`, when.by, ["category", "kind", "fingerprint", "subject"]);
      if (when.minSeverity !== undefined) checks.oneOf(`${at}.minSeverity`, when.minSeverity, SEVERITIES);
      checkCounting(checks, at, when);
      break;
    case "dead-letters":
      checks.texts(`${at}.jobTypes`, when.jobTypes);
      checks.texts(`${at}.by`, when.by, ["jobType"]);
      checkCounting(checks, at, when);
      break;
    case "spike":
      checks.texts(`${at}.subjects`, when.subjects);
      break;
    case "worker":
      checks.texts(`${at}.firesOn`, when.firesOn, WORKER);
      checks.texts(`${at}.clearsOn`, when.clearsOn, WORKER);
      break;
    case "breaker":
      checks.texts(`${at}.names`, when.names);
      checks.texts(`${at}.firesOn`, when.firesOn, BREAKER);
      checks.texts(`${at}.clearsOn`, when.clearsOn, BREAKER);
      break;
    case "gauge":
      checkGauge(checks, at, when);
      break;
    case "fleet-suspect":
    case "sink":
      break;
  }
}

function checkCounting(checks: Checks, at: string, { count = 1, withinMs, clearBelow }: Counting): void {
  checks.number(`${at}.count`, count, 1, Number.MAX_SAFE_INTEGER, true);
  checks.number(`${at}.withinMs`, withinMs, 12, MONTH_MS);
  checks.number(`${at}.clearBelow`, clearBelow, 1, count);
}

function checkGauge(checks: Checks, at: string, { name, above, below, clearAt }: GaugeCondition): void {
  checks.text(`${at}.name`, name);
  checks.number(`${at}.above`, above, -Number.MAX_VALUE, Number.MAX_VALUE);
  checks.number(`${at}.below`, below, -Number.MAX_VALUE, Number.MAX_VALUE);
  if ((above === undefined) === (below === undefined)) {
    checks.add(at, "exactly one of above and below", { above, below });
  } else if (above === undefined) checks.number(`${at}.clearAt`, clearAt, below ?? 0, Number.MAX_VALUE);
  else checks.number(`${at}.clearAt`, clearAt, -Number.MAX_VALUE, above);
}

/** Rules that were checked, with their defaults. */
export function compileRule(rule: Rule): CompiledRule {
  const { name, severity, summary, when, forMs = 0, resolveForMs = 0, maxAlerts = 1000 } = rule;
  const labels = Object.entries(rule.labels ?? {}).map(([label, value]) => [label, labelValue(value)]);
  return {
    name,
    severity,
    summary,
    forMs,
    resolveForMs,
    resolveAfterMs: rule.resolveAfterMs ?? (when.type === "spike" ? SPIKE_ENDS_MS : Infinity),
    maxAlerts,
    labels: Object.fromEntries(labels) as CompiledRule["labels"],
    reader: readerOf(when),
  };
}
