import { describe, expect, test } from "vitest";
import { Announcer, subscribe, type Listener } from "../src/announcer.ts";

function setup() {
  const errors: unknown[] = [];
  const announcer = new Announcer((error) => errors.push(error));
  const listeners = new Set<Listener<string>>();
  const announce = (event: string) => {
    announcer.add(listeners, event);
    announcer.tell();
  };
  return { errors, listeners, announce };
}

describe("announcing", () => {
  test("a listener that throws or rejects harms nobody else", async () => {
    const { errors, listeners, announce } = setup();
    const heard: string[] = [];
    subscribe(listeners, () => {
      throw new Error("thrown");
    });
    subscribe(listeners, async () => {
      throw new Error("rejected");
    });
    subscribe(listeners, (event) => heard.push(event));
    announce("a");
    await Promise.resolve();
    expect(heard).toEqual(["a"]);
    expect(errors.map(String)).toEqual(["Error: thrown", "Error: rejected"]);
    announce("b");
    expect(heard).toEqual(["a", "b"]);
  });

  test("survives an onError that throws", () => {
    const announcer = new Announcer(() => {
      throw new Error("again");
    });
    const heard: string[] = [];
    const listeners = new Set<Listener<string>>();
    subscribe(listeners, () => {
      throw new Error("first");
    });
    subscribe(listeners, (event) => heard.push(event));
    announcer.add(listeners, "a");
    announcer.tell();
    expect(heard).toEqual(["a"]);
  });

  test("events caused by a listener come after the running one, for everybody", () => {
    const { listeners, announce } = setup();
    const heard: string[] = [];
    subscribe(listeners, (event) => {
      heard.push(`first ${event}`);
      if (event === "a") announce("b");
      heard.push(`first ${event} done`);
    });
    subscribe(listeners, (event) => heard.push(`second ${event}`));
    announce("a");
    expect(heard).toEqual(["first a", "first a done", "second a", "first b", "first b done", "second b"]);
  });

  test("the same callback may subscribe twice, and each subscription ends by itself", () => {
    const { listeners, announce } = setup();
    const heard: string[] = [];
    const callback = (event: string) => heard.push(event);
    const end = subscribe(listeners, callback);
    subscribe(listeners, callback);
    announce("a");
    end();
    end();
    announce("b");
    expect(heard).toEqual(["a", "a", "b"]);
  });

  test("who unsubscribes during an event does not hear it any more", () => {
    const { listeners, announce } = setup();
    const heard: string[] = [];
    let end = () => {};
    subscribe(listeners, () => end());
    end = subscribe(listeners, (event) => heard.push(event));
    announce("a");
    expect(heard).toEqual([]);
  });
});
