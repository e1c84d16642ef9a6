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

/** The event that told last that a condition holds, and how many there were by then. */
interface Why {
  readonly event: AlertEvent | undefined;
  readonly count: number | undefined;
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
  /** What the alert's summary is made of; undefined for one that was restored, until something is heard. */
  #why: Why | undefined;

  constructor(rule: CompiledRule, id: string, labels: Labels, now: number, saved?: SavedInstance) {
    this.rule = rule;
    this.id = id;
    this.key = `${rule.name}\n${id}`;
    this.labels = labels;
    this.seenAt = saved?.seenAt ?? now;
    this.phase = saved?.phase ?? IDLE;
    this.alert = saved?.alert && this.#live(saved.alert);
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
    // What has just been heard of, not what time made of it: an alert says why it is there until it ends.
    else if (this.#last !== undefined && this.seenAt === now && next.phase.kind === "firing")
      this.#why = this.#evident(now);
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
    const { rule } = this;
    const labels = { ...rule.labels, ...this.labels, alertname: rule.name, severity: rule.severity };
    this.#why = this.#evident(now);
    return this.#live({
      key: keyOf(canonical(labels)),
      rule: rule.name,
      severity: rule.severity,
      labels,
      summary: rule.summary,
      startsAt: now,
    });
  }

  /** With a summary that is made when it is read: events come by the thousand. */
  #live(alert: LiveAlert): LiveAlert {
    const summary = () => (this.#why === undefined ? alert.summary : this.#summary(alert.labels, this.#why));
    return Object.defineProperty({ ...alert }, "summary", { get: summary, enumerable: true });
  }

  #summary(labels: Labels, { event, count }: Why): string {
    const details = event === undefined ? this.#details : this.rule.reader.details(event);
    return summarise(this.rule.summary, labels, { ...details, ...(count !== undefined && { count }) });
  }

  #evident(now: number): Why {
    const { evidence } = this;
    return { event: this.#last, count: evidence.kind === "count" ? evidence.window.total(now) : undefined };
  }

  #known(): Details {
    return this.#last === undefined ? this.#details : this.rule.reader.details(this.#last);
  }
}
