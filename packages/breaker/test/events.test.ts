import { describe, expect, test, vi } from "vitest";
import { Emitter } from "../src/emitter.ts";
import type { StateChange } from "../src/events.ts";

const change: StateChange = { name: "a", from: "closed", to: "open", reason: "tripped" };
const next: StateChange = { name: "a", from: "open", to: "closed", reason: "reset" };

describe("events", () => {
  test("reach every listener, until it unsubscribes", () => {
    const changes = new Emitter();
    const [one, two] = [vi.fn<() => void>(), vi.fn<() => void>()];
    const stop = changes.on("stateChange", one);
    changes.on("stateChange", two);
    changes.emit("stateChange", change);
    stop();
    stop();
    changes.emit("stateChange", next);
    expect(one.mock.calls).toEqual([[change]]);
    expect(two.mock.calls).toEqual([[change], [next]]);
  });

  test("a listener added twice is called twice, and removed one by one", () => {
    const changes = new Emitter();
    const listener = vi.fn<() => void>();
    const stop = changes.on("stateChange", listener);
    changes.on("stateChange", listener);
    stop();
    changes.emit("stateChange", change);
    expect(listener).toHaveBeenCalledTimes(1);
  });

  test("come in order even when a listener causes the next", () => {
    const changes = new Emitter();
    const seen: string[] = [];
    changes.on("stateChange", ({ to }) => {
      if (to === "open") changes.emit("stateChange", next);
    });
    changes.on("stateChange", ({ to }) => seen.push(to));
    changes.emit("stateChange", change);
    expect(seen).toEqual(["open", "closed"]);
  });

  test("a listener added meanwhile hears only later changes", () => {
    const changes = new Emitter();
    const late = vi.fn<() => void>();
    changes.on("stateChange", () => void changes.on("stateChange", late));
    changes.emit("stateChange", change);
    expect(late).not.toHaveBeenCalled();
  });

  test("a listener that throws or rejects becomes a warning; the others are told", async () => {
    const warn = vi.spyOn(process, "emitWarning").mockImplementation(() => {});
    const changes = new Emitter();
    const after = vi.fn<() => void>();
    changes.on("stateChange", () => {
      throw new Error("bad listener");
    });
    const rejecting: () => unknown = () => Promise.reject(new Error("bad promise"));
    changes.on("stateChange", rejecting);
    changes.on("stateChange", after);
    changes.emit("stateChange", change);
    expect(after).toHaveBeenCalledWith(change);
    await vi.waitFor(() => expect(warn).toHaveBeenCalledTimes(2));
    expect(warn.mock.calls.map(([text]) => text)).toEqual([
      "A stateChange listener threw: bad listener",
      "A stateChange listener threw: bad promise",
    ]);
  });

  test("go to the parent after the own listeners, in order, until it is detached", () => {
    const parent = new Emitter();
    const child = new Emitter(parent);
    expect(child.wants("stateChange")).toBe(false);
    const seen: string[] = [];
    parent.on("stateChange", ({ to }) => seen.push(`parent ${to}`));
    child.on("stateChange", ({ to }) => {
      seen.push(`child ${to}`);
      if (to === "open") child.emit("stateChange", next);
    });
    expect([child.wants("stateChange"), child.wants("success")]).toEqual([true, false]);
    child.emit("stateChange", change);
    expect(seen).toEqual(["child open", "parent open", "child closed", "parent closed"]);
    child.detach();
    child.emit("stateChange", next);
    expect(seen.at(-1)).toBe("child closed");
  });

  test("an unknown event and a listener that is no function are refused", () => {
    const changes = new Emitter();
    expect(() => changes.on("opened" as "stateChange", () => {})).toThrow(/Unknown event "opened"/);
    const listener: unknown = undefined;
    expect(() => changes.on("stateChange", listener as () => void)).toThrow(
      /must be a function, received undefined/,
    );
  });
});
