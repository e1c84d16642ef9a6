import { afterEach, describe, expect, test, vi } from "vitest";
import { systemClock, systemTimers, systemWallClock, warnOfError } from "../src/system.ts";

afterEach(() => void vi.useRealTimers());

describe("the system's time", () => {
  test("is monotonic, and the wall clock's a Date", () => {
    const first = systemClock.now();
    expect(systemClock.now()).toBeGreaterThanOrEqual(first);
    vi.useFakeTimers({ now: new Date("2026-03-04T05:06:07Z") });
    expect(systemWallClock()).toEqual(new Date("2026-03-04T05:06:07Z"));
  });

  test("timers run once, and can be cancelled", () => {
    vi.useFakeTimers();
    const ran: string[] = [];
    systemTimers.after(50, () => ran.push("kept"));
    systemTimers.after(50, () => ran.push("cancelled"))();
    vi.advanceTimersByTime(49);
    expect(ran).toEqual([]);
    vi.advanceTimersByTime(1000);
    expect(ran).toEqual(["kept"]);
  });

  test("timers keep no process alive", () => {
    const before = process.getActiveResourcesInfo().filter((name) => name === "Timeout").length;
    const cancel = systemTimers.after(60_000, () => {});
    const during = process.getActiveResourcesInfo().filter((name) => name === "Timeout").length;
    cancel();
    expect(during).toBe(before);
  });

  test("errors of callbacks become warnings", () => {
    const warn = vi.spyOn(process, "emitWarning").mockImplementation(() => {});
    const error = new Error("boom");
    const bare = new Error("bare");
    delete bare.stack;
    for (const each of [error, bare, "text"]) warnOfError(each);
    expect(warn.mock.calls).toEqual([
      [`A callback of the detector failed: ${error.stack}`, "DetectorWarning"],
      ["A callback of the detector failed: bare", "DetectorWarning"],
      ["A callback of the detector failed: text", "DetectorWarning"],
    ]);
  });
});
