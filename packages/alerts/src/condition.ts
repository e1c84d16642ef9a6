import type { AlertEvent, AlertEventType, EventOf } from "./event.ts";
import { canonical, labelValue, MOST_LABELS, pick, type Labels } from "./labels.ts";
import type { Condition, Counting, GaugeCondition } from "./rule.ts";
import { isAtLeast } from "./severity.ts";
import type { Details } from "./summary.ts";
import { matchesAny } from "./wildcard.ts";

interface Reader<E> {
  /** The type of the events that it reads. */
  readonly event: AlertEventType;
  /** Whether the condition is about this event at all. */
  applies(event: E): boolean;
  /** Tells the alerts of one rule apart. */
  instance(event: E): string;
  /** What an alert of this event is labelled with. */
  labels(event: E): Labels;
  details(event: E): Details;
}

/** A condition that holds from one event to another. */
export interface LevelReader<E = AlertEvent> extends Reader<E> {
  readonly kind: "level";
  /** Whether it holds now; `undefined` when the event leaves it as it is. `active`: there is an alert. */
  level(event: E, active: boolean): boolean | undefined;
}

/** A condition on how many events there were. */
export interface CountReader<E = AlertEvent> extends Reader<E> {
  readonly kind: "count";
  amount(event: E): number;
  readonly count: number;
  readonly withinMs: number;
  readonly clearBelow: number;
}

export type ConditionReader = LevelReader | CountReader;

const everything = (): boolean => true;
const single = (): string => "";
const textOf = (value: unknown): string => (value === undefined ? "" : labelValue(value));

/** How events are read for a condition. */
export function readerOf(condition: Condition): ConditionReader {
  switch (condition.type) {
    case "errors": {
      const { categories, minSeverity, kinds, by = [] } = condition;
      return count<"error">("error", condition, {
        applies: (event) =>
          matchesAny(categories, event.category) &&
          (minSeverity === undefined || isAtLeast(event.severity, minSeverity)) &&
          matchesAny(kinds, event.kind ?? ""),
        instance: by.length === 0 ? single : (event) => joined(by.map((name) => textOf(event[name]))),
        labels: (event) => Object.fromEntries(by.map((name) => [name, textOf(event[name])])),
        details: ({ category, kind, fingerprint, subject, message }) =>
          known({ category, kind, fingerprint, subject, message }),
        amount: () => 1,
      });
    }
    case "dead-letters": {
      const { jobTypes, by = [] } = condition;
      return count<"dead-letter">("dead-letter", condition, {
        applies: (event) => matchesAny(jobTypes, event.jobType),
        instance: by.length === 0 ? single : (event) => textOf(event.jobType),
        labels: (event) => (by.length === 0 ? {} : { jobType: textOf(event.jobType) }),
        details: ({ jobType, reason }) => known({ jobType, reason }),
        amount: (event) => event.count ?? 1,
      });
    }
    case "spike":
      return level<"spike">("spike", {
        applies: (event) => matchesAny(condition.subjects, event.subject),
        instance: (event) => textOf(event.subject),
        labels: (event) => ({ subject: textOf(event.subject) }),
        details: ({ count, baseline }) => known({ count, baseline }),
        level: (event) => event.phase !== "end",
      });
    case "worker": {
      const { firesOn = ["unhealthy"], clearsOn = ["healthy", "degraded", "gone"] } = condition;
      return level<"worker">("worker", {
        applies: everything,
        instance: (event) => textOf(event.workerId),
        labels: (event) => ({ worker: textOf(event.workerId) }),
        details: ({ status, reason }) => known({ status, reason }),
        level: ({ status }) => decided(firesOn.includes(status), clearsOn.includes(status)),
      });
    }
    case "breaker": {
      const { names, firesOn = ["open"], clearsOn = ["closed", "gone"] } = condition;
      return level<"breaker">("breaker", {
        applies: (event) => matchesAny(names, event.name),
        instance: (event) => textOf(event.name),
        labels: (event) => ({ breaker: textOf(event.name) }),
        details: ({ state, reason }) => known({ state, reason }),
        level: ({ state }) => decided(firesOn.includes(state), clearsOn.includes(state)),
      });
    }
    case "fleet-suspect":
      return level<"fleet-suspect">("fleet-suspect", {
        applies: everything,
        instance: single,
        labels: () => ({}),
        details: ({ suspects, fleetSize, reason }) => known({ suspects, fleetSize, reason }),
        level: (event) => event.phase === "begin",
      });
    case "gauge":
      return level<"gauge">("gauge", {
        applies: (event) => event.name === condition.name && Number.isFinite(event.value),
        instance: (event) => (event.labels === undefined ? "" : canonical(gaugeLabels(event))),
        labels: (event) => ({ ...gaugeLabels(event), gauge: textOf(event.name) }),
        details: ({ value }) => ({ value }),
        level: (event, active) => isBeyond(condition, event.value, active),
      });
    case "sink":
      return level<"sink">("sink", {
        applies: everything,
        instance: (event) => textOf(event.sink),
        labels: (event) => ({ sink: textOf(event.sink) }),
        details: ({ state, reason }) => known({ state, reason }),
        level: (event) => event.state === "down",
      });
  }
}

/** Above or below its threshold; once there is an alert, not yet back at `clearAt`. */
function isBeyond({ above, below, clearAt }: GaugeCondition, value: number, active: boolean): boolean {
  if (above !== undefined) return value > (active ? (clearAt ?? above) : above);
  return value < (active ? (clearAt ?? below ?? -Infinity) : (below ?? -Infinity));
}

function decided(fires: boolean, clears: boolean): boolean | undefined {
  if (fires) return true;
  return clears ? false : undefined;
}

function gaugeLabels(event: EventOf<"gauge">): Labels {
  const labels = event.labels ?? {};
  const names = Object.keys(labels).sort().slice(0, MOST_LABELS);
  return Object.fromEntries(Object.entries(pick(labels, names)).map(([name, v]) => [name, labelValue(v)]));
}

function joined(values: readonly string[]): string {
  // With their lengths, so that no value can pretend to be two.
  return values.map((value) => `${value.length} ${value}`).join("");
}

function known(details: Readonly<Record<string, string | number | undefined>>): Details {
  return Object.fromEntries(
    Object.entries(details).filter((entry): entry is [string, string | number] => entry[1] !== undefined),
  );
}

type Parts<T extends AlertEventType> = Omit<Reader<EventOf<T>>, "event">;

// The rule book hands a reader only events of the type that it names.
function level<T extends AlertEventType>(
  event: T,
  parts: Parts<T> & Pick<LevelReader<EventOf<T>>, "level">,
): LevelReader {
  return { ...parts, event, kind: "level" } as unknown as LevelReader;
}

function count<T extends AlertEventType>(
  event: T,
  { count: least = 1, withinMs = 300_000, clearBelow = least }: Counting,
  parts: Parts<T> & Pick<CountReader<EventOf<T>>, "amount">,
): CountReader {
  return {
    ...parts,
    event,
    kind: "count",
    count: least,
    withinMs,
    clearBelow,
  } as unknown as CountReader;
}
