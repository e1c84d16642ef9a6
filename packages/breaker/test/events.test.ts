import { describe, expect, test, vi } from "vitest";
import { type StateChange, StateChanges } from "../src/events.ts";

const change: StateChange = { name: "a", from: "closed", to: "open", reason: "failure-threshold" };
const next: StateChange = { name: "a", from: "open", to: "closed", reason: "reset" };

describe("state changes", () => {
  test("reach every listener, until it unsubscribes", () => {
    const changes = new StateChanges();
    const [one, two] = [vi.fn<() => void>(), vi.fn<() => void>()];
    const stop = changes.on("stateChange", one);
    changes.on("stateChange", two);
    changes.emit(change);
    stop();
    stop();
    changes.emit(next);
    expect(one.mock.calls).toEqual([[change]]);
    expect(two.mock.calls).toEqual([[change], [next]]);
  });

  test("a listener added twice is called twice, and removed one by one", () => {
    const changes = new StateChanges();
    const listener = vi.fn<() => void>();
    const stop = changes.on("stateChange", listener);
    changes.on("stateChange", listener);
    stop();
    changes.emit(change);
    expect(listener).toHaveBeenCalledTimes(1);
  });

  test("come in order even when a listener causes the next", () => {
    const changes = new StateChanges();
    const seen: string[] = [];
    changes.on("stateChange", ({ to }) => {
      if (to === "open") changes.emit(next);
    });
    changes.on("stateChange", ({ to }) => seen.push(to));
    changes.emit(change);
    expect(seen).toEqual(["open", "closed"]);
  });

  test("a listener added meanwhile hears only later changes", () => {
    const changes = new StateChanges();
    const late = vi.fn<() => void>();
    changes.on("stateChange", () => void changes.on("stateChange", late));
    changes.emit(change);
    expect(late).not.toHaveBeenCalled();
  });

  test("a listener that throws or rejects becomes a warning; the others are told", async () => {
    const warn = vi.spyOn(process, "emitWarning").mockImplementation(() => {});
    const changes = new StateChanges();
    const after = vi.fn<() => void>();
    changes.on("stateChange", () => {
      throw new Error("bad listener");
    });
    const rejecting: () => unknown = () => Promise.reject(new Error("bad promise"));
    changes.on("stateChange", rejecting);
    changes.on("stateChange", after);
    changes.emit(change);
    expect(after).toHaveBeenCalledWith(change);
    await vi.waitFor(() => expect(warn).toHaveBeenCalledTimes(2));
    expect(warn.mock.calls.map(([text]) => text)).toEqual([
      "A stateChange listener threw: bad listener",
      "A stateChange listener threw: bad promise",
    ]);
  });

  test("an unknown event and a listener that is no function are refused", () => {
    const changes = new StateChanges();
    expect(() => changes.on("open" as "stateChange", () => {})).toThrow(/Unknown event "open"/);
    const listener: unknown = undefined;
    expect(() => changes.on("stateChange", listener as () => void)).toThrow(
      /must be a function, received undefined/,
    );
  });
});
