import { expect, test } from "vitest";
import { Announcements } from "../src/announcements.ts";

const event = { workerId: "w", reason: "a heartbeat arrived", at: new Date(0) };

test("an event is made for those who listen, and for nobody else", async () => {
  const announcements = new Announcements(() => {});
  let made = 0;
  const add = (): number => {
    announcements.add("cleared", () => {
      made++;
      return event;
    });
    return made;
  };
  expect(add()).toBe(0);
  const stream = announcements.stream({});
  expect(add()).toBe(1);
  await stream.return?.();
  expect(add()).toBe(1);
  announcements.stream({ signal: AbortSignal.abort() });
  expect(add()).toBe(1);
  const end = announcements.on("cleared", () => {});
  announcements.on("suspected", () => {});
  expect(add()).toBe(2);
  end();
  expect(add()).toBe(2);
});
