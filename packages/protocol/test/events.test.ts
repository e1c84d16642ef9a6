import { expect, test } from "vitest";
import { EventQuery, HubEvent, parse } from "../src/index.ts";
import { problems } from "./support.ts";

test("the types of events are a list without gaps", () => {
  for (const types of ["job", "worker,breaker", "fleet", "job,job"])
    expect(parse(EventQuery, { types })).toEqual({ ok: true, value: { types } });
  for (const types of ["", "jobs", "job,", ",job", "job worker", "reset"])
    expect(problems(EventQuery, { types })).toEqual([
      "types: expected a comma-separated list of job, worker, breaker, fleet, alert, received a string of another form",
    ]);
});

test("an event's data must be that of its type", () => {
  const breaker = { name: "worker:w", from: "closed", to: "open", at: "2030-01-01T00:00:00.000Z" };
  expect(parse(HubEvent, { event: "breaker", id: "a-1", data: breaker }).ok).toBe(true);
  expect(parse(HubEvent, { event: "job", id: "a-1", data: breaker }).ok).toBe(false);
  expect(parse(HubEvent, { event: "alert", id: "a-1", data: breaker }).ok).toBe(false);
});
