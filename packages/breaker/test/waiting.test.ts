import { getEventListeners } from "node:events";
import { expect, test, vi } from "vitest";
import { Bulkhead } from "../src/bulkhead.ts";
import { waitForPlace } from "../src/waiting.ts";
import { rejection } from "./support.ts";

test.each(["begins", "is aborted"])("a wait that %s lets go of the signal", async (end) => {
  const bulkhead = new Bulkhead(1, 1);
  bulkhead.enter();
  const controller = new AbortController();
  const onAbort = vi.fn();
  const place = waitForPlace(bulkhead, controller.signal, () => Promise.resolve("began"), onAbort);
  expect(getEventListeners(controller.signal, "abort")).toHaveLength(1);
  if (end === "begins") {
    bulkhead.leave();
    expect(await place).toBe("began");
  } else {
    controller.abort("why");
    expect(await rejection(place)).toBe("why");
  }
  expect(getEventListeners(controller.signal, "abort")).toHaveLength(0);
  expect(onAbort).toHaveBeenCalledTimes(end === "begins" ? 0 : 1);
});

test("a wait without a signal begins as a place is free", async () => {
  const bulkhead = new Bulkhead(1, 1);
  bulkhead.enter();
  const place = waitForPlace(
    bulkhead,
    undefined,
    () => Promise.resolve("began"),
    () => {},
  );
  bulkhead.leave();
  expect(await place).toBe("began");
});
