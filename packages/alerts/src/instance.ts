import type { LiveAlert } from "./alert.ts";
import type { ConditionReader } from "./condition.ts";
import { CountWindow, type SavedWindow } from "./count-window.ts";
import type { AlertEvent } from "./event.ts";
import { IDLE, isActive, step, stepsAt, type Change, type Patience, type Phase } from "./lifecycle.ts";
import { canonical, keyOf, type Labels } from "./labels.ts";
import type { Severity } from "./severity.ts";
import { summarise, type Details } from "./summary.ts";

/** A rule with its defaults filled in, and the reader of its condition. */
export interface CompiledRule extends Patience {
  readonly name: string;
  readonly severity: Severity;
  readonly labels: Labels;
  readonly summary: string;
  readonly resolveAfterMs: number;
  readonly maxAlerts: number;
  readonly reader: ConditionReader;
}

/** What the condition of one alert rests on. */
export type Evidence =
  | { readonly kind: "level"; holds: boolean }
  | { readonly kind: "count"; readonly window: CountWindow };

export interface SavedInstance {
  readonly rule: string;
  readonly instance: string;
  readonly labels: Labels;
  readonly phase: Phase;
  readonly seenAt: number;
  readonly details: Details;
  readonly evidence: boolean | SavedWindow;
  readonly alert?: LiveAlert;
}

/** One alert of a rule, there or not: what tells when it fires and resolves. */
export class Instance {
  readonly rule: CompiledRule;
  readonly id: string;
  /** Unique among all instances of all rules. */
  readonly key: string;
  readonly labels: Labels;
  readonly evidence: Evidence;
  phase: Phase = IDLE;
  seenAt: number;
  alert: LiveAlert | undefined;
  /** After a restart: over, unless heard of before this time. */
  heardUntil: number = Infinity;
  #last: AlertEvent | undefined;
  #details: Details;

  constructor(rule: CompiledRule, id: string, labels: Labels, now: number, saved?: SavedInstance) {
    this.rule = rule;
    this.id = id;
    this.key = `${rule.name}\n${id}`;
    this.labels = labels;
    this.seenAt = saved?.seenAt ?? now;
    this.phase = saved?.phase ?? IDLE;
    this.alert = saved?.alert && { ...saved.alert };
    this.#details = saved?.details ?? {};
    const evidence = saved?.evidence;
    this.evidence =
      rule.reader.kind === "count"
        ? {
            kind: "count",
            window: new CountWindow(
              rule.reader.withinMs,
              now,
              typeof evidence === "object" ? evidence : undefined,
            ),
          }
        : { kind: "level", holds: evidence === true };
  }

  /** Takes an event in. What follows from it, `look` tells. */
  note(event: AlertEvent, now: number): void {
    const { reader } = this.rule;
    this.seenAt = now;
    this.heardUntil = Infinity;
    this.#last = event;
    if (this.evidence.kind === "count") {
      if (reader.kind === "count") this.evidence.window.add(reader.amount(event), now);
    } else if (reader.kind === "level") {
      this.evidence.holds = reader.level(event, isActive(this.phase)) ?? this.evidence.holds;
    }
  }

  /** Steps on if it is time. */
  look(now: number): Change | undefined {
    const next = step(this.phase, this.#holds(now), this.rule, now);
    this.phase = next.phase;
    if (next.change === "fired") this.alert = this.#fire(now);
    else if (next.change === "resolved" && this.alert) this.alert.endsAt = now;
    return next.change;
  }

  /** When to look again though nothing happens. */
  dueAt(now: number): number {
    const { evidence, phase } = this;
    const falls = evidence.kind === "count" ? evidence.window.fallsAt(now) : this.#overAt();
    return Math.min(stepsAt(phase, this.rule), phase.kind === "clearing" ? Infinity : falls);
  }

  /** Nothing is to be remembered. */
  isForgettable(now: number): boolean {
    if (this.phase.kind !== "idle") return false;
    return this.evidence.kind === "level" ? !this.evidence.holds : this.evidence.window.total(now) === 0;
  }

  save(): SavedInstance {
    const { rule, id, labels, phase, seenAt, alert, evidence } = this;
    return {
      rule: rule.name,
      instance: id,
      labels,
      phase,
      seenAt,
      details: this.#known(),
      evidence: evidence.kind === "level" ? evidence.holds : evidence.window.save(),
      ...(alert && isActive(phase) && { alert: { ...alert } }),
    };
  }

  #holds(now: number): boolean {
    const { evidence } = this;
    if (evidence.kind === "level") {
      if (now >= this.#overAt()) evidence.holds = false;
      return evidence.holds;
    }
    const { reader } = this.rule;
    if (reader.kind !== "count") return false;
    const total = evidence.window.total(now);
    return total >= (isActive(this.phase) ? reader.clearBelow : reader.count);
  }

  /** When silence says that a level is over. */
  #overAt(): number {
    if (this.evidence.kind === "level" && !this.evidence.holds) return Infinity;
    return Math.min(this.seenAt + this.rule.resolveAfterMs, this.heardUntil);
  }

  #fire(now: number): LiveAlert {
    const { rule, evidence } = this;
    const labels = { ...rule.labels, ...this.labels, alertname: rule.name, severity: rule.severity };
    const count = evidence.kind === "count" ? { count: evidence.window.total(now) } : {};
    return {
      key: keyOf(canonical(labels)),
      rule: rule.name,
      severity: rule.severity,
      labels,
      summary: summarise(rule.summary, labels, { ...this.#known(), ...count }),
      startsAt: now,
    };
  }

  #known(): Details {
    return this.#last === undefined ? this.#details : this.rule.reader.details(this.#last);
  }
}
