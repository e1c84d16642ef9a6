import type { LiveAlert } from "./alert.ts";
import { DueQueue } from "./due-queue.ts";
import type { AlertEvent } from "./event.ts";
import { Instance, type CompiledRule, type SavedInstance } from "./instance.ts";
import { isActive, type Change } from "./lifecycle.ts";
import type { Labels } from "./labels.ts";
import { Overflow } from "./overflow.ts";

/** An alert began or ended. */
export interface AlertChange {
  readonly change: Change;
  readonly alert: LiveAlert;
}

/** What the alert that is shared by everything beyond `maxAlerts` carries in the place of its own values. */
const OTHERS = "(others)";

/** All rules and what they know. No clock of its own: the time comes with each call. */
export class RuleBook {
  readonly #rules: readonly CompiledRule[];
  readonly #byEvent = new Map<string, CompiledRule[]>();
  readonly #instances = new Map<string, Map<string, Instance>>();
  readonly #due = new DueQueue();
  readonly #owners = new Map<string, Instance>();
  readonly #overflow = new Map<string, Overflow>();

  constructor(rules: readonly CompiledRule[]) {
    this.#rules = rules;
    for (const rule of rules) {
      const { event } = rule.reader;
      const same = this.#byEvent.get(event);
      if (same === undefined) this.#byEvent.set(event, [rule]);
      else same.push(rule);
      this.#instances.set(rule.name, new Map());
    }
  }

  /** When to call `advance` though nothing happens. */
  get dueAt(): number {
    return this.#due.nextAt;
  }

  observe(event: AlertEvent, now: number): AlertChange[] {
    // What time has decided by now comes before the news.
    const changes = this.#due.nextAt <= now ? this.advance(now) : [];
    for (const rule of this.#byEvent.get(event.type) ?? []) {
      if (!rule.reader.applies(event)) continue;
      const instance = this.#instanceOf(rule, event, now);
      if (instance === undefined) continue;
      const { phase } = instance;
      instance.note(event, now);
      this.#look(instance, now, changes);
      // One more event makes no window run out earlier.
      const isPlanned =
        phase === instance.phase && instance.evidence.kind === "count" && this.#due.has(instance.key);
      if (!isPlanned) this.#keep(instance, now);
    }
    return changes;
  }

  advance(now: number): AlertChange[] {
    const changes: AlertChange[] = [];
    for (let key = this.#due.take(now); key !== undefined; key = this.#due.take(now)) {
      const instance = this.#owners.get(key);
      if (instance === undefined) continue;
      this.#look(instance, now, changes);
      this.#keep(instance, now);
    }
    return changes;
  }

  /** Alerts that are there now. */
  *active(): Generator<LiveAlert> {
    for (const { alert, phase } of this.#owners.values()) if (alert && isActive(phase)) yield alert;
  }

  save(): SavedInstance[] {
    return Array.from(this.#owners.values(), (instance) => instance.save());
  }

  /**
   * Takes over what was saved. Those of rules that are no more are left out. A condition that holds from
   * one event to another is over if nothing is heard of it until `heardUntil`: its end may have been missed.
   */
  restore(saved: readonly SavedInstance[], now: number, heardUntil: number): void {
    for (const one of saved) {
      const rule = this.#rules.find(({ name }) => name === one.rule);
      if (rule === undefined) continue;
      const instance = new Instance(rule, one.instance, one.labels, now, one);
      if (instance.evidence.kind === "level") instance.heardUntil = heardUntil;
      this.#add(instance);
      this.#due.add(instance.key, now);
    }
  }

  #look(instance: Instance, now: number, changes: AlertChange[]): void {
    const change = instance.look(now);
    if (change !== undefined && instance.alert) changes.push({ change, alert: instance.alert });
  }

  #keep(instance: Instance, now: number): void {
    const key = instance.key;
    if (!instance.isForgettable(now)) {
      this.#due.add(key, instance.dueAt(now));
      return;
    }
    this.#instances.get(instance.rule.name)?.delete(instance.id);
    this.#owners.delete(key);
    this.#due.delete(key);
  }

  #instanceOf(rule: CompiledRule, event: AlertEvent, now: number): Instance | undefined {
    const known = this.#instances.get(rule.name);
    const id = rule.reader.instance(event);
    const found = known?.get(id);
    if (found !== undefined || known === undefined) return found;
    const overflow = this.#overflow.get(rule.name);
    // What never was beyond its threshold need not be remembered to be over.
    const holds =
      rule.reader.kind === "count" || rule.reader.level(event, overflow?.has(id) ?? false) === true;
    if (!holds) return overflow?.remove(id) === true ? known.get(OTHERS) : undefined;
    if (known.size < rule.maxAlerts && overflow?.has(id) !== true) {
      return this.#add(new Instance(rule, id, rule.reader.labels(event), now));
    }
    if (rule.reader.kind === "level") this.#overflowOf(rule).add(id);
    return known.get(OTHERS) ?? this.#add(new Instance(rule, OTHERS, othersOf(rule, event), now));
  }

  #overflowOf(rule: CompiledRule): Overflow {
    const found = this.#overflow.get(rule.name) ?? new Overflow();
    this.#overflow.set(rule.name, found);
    return found;
  }

  #add(instance: Instance): Instance {
    this.#instances.get(instance.rule.name)?.set(instance.id, instance);
    this.#owners.set(instance.key, instance);
    return instance;
  }
}

function othersOf(rule: CompiledRule, event: AlertEvent): Labels {
  return Object.fromEntries(Object.keys(rule.reader.labels(event)).map((name) => [name, OTHERS]));
}
