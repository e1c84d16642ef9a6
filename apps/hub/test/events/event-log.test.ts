import fc from "fast-check";
import { expect, test } from "vitest";
import { EventLog, type LoggedEvent } from "../../src/events/event-log.ts";
import { workerEvent } from "../../src/events/feed.ts";
import { START } from "../jobs/support.ts";

const event = (name = "w"): LoggedEvent => workerEvent(name, "registered", START);
const breaker: LoggedEvent = {
  event: "breaker",
  data: { name: "worker:w", from: "closed", to: "open", at: START },
};

test("a reader without Last-Event-ID begins with what comes next", () => {
  const log = new EventLog(START);
  log.append(event());
  const { kind, sequence } = log.resume(undefined);
  expect(kind).toBe("after");
  expect(log.next(sequence)).toBeUndefined();
  log.append(event());
  expect(log.next(sequence)).toMatchObject({ sequence: 2 });
});

test("an id of the log continues after it", () => {
  const log = new EventLog(START);
  for (let round = 0; round < 3; round++) log.append(event());
  expect(log.resume(log.id(1))).toEqual({ kind: "after", sequence: 1 });
  expect(log.resume(log.id(3))).toEqual({ kind: "after", sequence: 3 });
});

test("ids of an earlier start of the hub, of the future and of nobody mean a reset", () => {
  const before = new EventLog(START);
  const log = new EventLog(START + 1);
  for (let round = 0; round < 3; round++) for (const each of [before, log]) each.append(event());
  const reset = { kind: "reset", sequence: 3, reason: "the hub was restarted since that event" };
  for (const id of [before.id(2), log.id(4), "", "7", "x-1", `${log.epoch}-`, `${log.epoch}-1e2`])
    expect(log.resume(id), id).toEqual(reset);
});

test("an id of another hub means a reset, also when both started in the same millisecond", () => {
  const [one, other] = ["one", "other"].map((name) => new EventLog(START, { name }));
  for (const log of [one, other]) log?.append(event());
  expect(other?.resume(one?.id(1) ?? "")).toMatchObject({ kind: "reset" });
  expect(other?.resume(other.id(1))).toEqual({ kind: "after", sequence: 1 });
});

test("an id that fell out of the ring means a reset, the oldest one in it does not", () => {
  const log = new EventLog(START, { capacity: 3 });
  for (let round = 0; round < 5; round++) log.append(event());
  expect(log.resume(log.id(1))).toEqual({ kind: "reset", sequence: 5, reason: "that event is too long ago" });
  expect(log.resume(log.id(2))).toEqual({ kind: "after", sequence: 2 });
  expect(log.next(1)).toBe("gone");
  expect(log.next(2)).toMatchObject({ sequence: 3 });
});

test("followers are told of each event and of the end", () => {
  const log = new EventLog(START);
  const told: string[] = [];
  log.follow({ appended: () => told.push("event"), ended: () => told.push("end") });
  log.append(event());
  log.append(event());
  log.end();
  expect(told).toEqual(["event", "event", "end"]);
});

test("a reader gets every event of its types once and in order, or learns that some are gone", () => {
  const steps = fc.array(fc.constantFrom("worker", "breaker", "read"), { maxLength: 60 });
  fc.assert(
    fc.property(steps, fc.integer({ min: 1, max: 8 }), fc.boolean(), (story, capacity, filtered) => {
      const log = new EventLog(START, { capacity });
      const types = filtered ? new Set(["breaker"] as const) : undefined;
      let expected: number[] = [];
      let sequence = 0;
      let appended = 0;
      for (const step of [...story, "read"]) {
        if (step !== "read") {
          log.append(step === "worker" ? event() : breaker);
          appended += 1;
          if (!filtered || step === "breaker") expected.push(appended);
          continue;
        }
        const lost = appended - sequence > capacity;
        const got: number[] = [];
        for (;;) {
          const next = log.next(sequence, types);
          if (next === "gone") {
            expect(lost).toBe(true);
            break;
          }
          if (next === undefined) {
            expect(got).toEqual(expected);
            break;
          }
          got.push(next.sequence);
          sequence = next.sequence;
        }
        expected = [];
        sequence = log.head;
      }
    }),
  );
});
