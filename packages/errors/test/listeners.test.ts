import { describe, expect, test } from "vitest";
import { Listeners } from "../src/listeners.ts";
import type { ErrorRecord } from "../src/index.ts";
import { record } from "./support.ts";

function setup(): { listeners: Listeners<ErrorRecord>; failures: string[]; heard: string[] } {
  const failures: string[] = [];
  return { listeners: new Listeners((_record, name) => failures.push(name)), failures, heard: [] };
}

describe("Listeners", () => {
  test("tells each, until it is removed", () => {
    const { listeners, heard } = setup();
    const remove = listeners.add(({ id }) => heard.push(`a${id}`));
    listeners.add(({ id }) => heard.push(`b${id}`));
    listeners.tell(record({ id: "1" }));
    remove();
    remove();
    listeners.tell(record({ id: "2" }));
    expect(heard).toEqual(["a1", "b1", "b2"]);
  });

  test("the same function added twice is two listeners", () => {
    const { listeners, heard } = setup();
    const call = (): void => void heard.push("x");
    const remove = listeners.add(call);
    listeners.add(call);
    listeners.tell(record());
    remove();
    listeners.tell(record());
    expect(heard).toHaveLength(3);
  });

  test("one that throws does not reach the others", () => {
    const { listeners, failures, heard } = setup();
    listeners.add(() => {
      throw new TypeError("broken");
    });
    listeners.add(() => {
      // Anything can be thrown.
      // oxlint-disable-next-line no-throw-literal, only-throw-error
      throw "text";
    });
    listeners.add(() => heard.push("still"));
    listeners.tell(record());
    expect(heard).toEqual(["still"]);
    expect(failures).toEqual(["TypeError", "string"]);
  });

  test("one that rejects is caught as well", async () => {
    const { listeners, failures } = setup();
    const late: () => unknown = () => Promise.reject(new RangeError("late"));
    listeners.add(late);
    listeners.tell(record());
    await Promise.resolve();
    expect(failures).toEqual(["RangeError"]);
  });

  test("does not tell what is reported from within a callback", () => {
    const { listeners, heard } = setup();
    listeners.add(({ id }) => {
      heard.push(id);
      listeners.tell(record({ id: "nested" }));
    });
    listeners.tell(record({ id: "1" }));
    listeners.tell(record({ id: "2" }));
    expect(heard).toEqual(["1", "2"]);
  });

  test("one added while telling hears only what follows", () => {
    const { listeners, heard } = setup();
    listeners.add(() => {
      listeners.add(() => heard.push("late"));
    });
    listeners.tell(record());
    expect(heard).toEqual([]);
    listeners.tell(record());
    expect(heard).toEqual(["late"]);
  });
});
