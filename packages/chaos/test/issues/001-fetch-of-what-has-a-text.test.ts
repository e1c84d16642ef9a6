import { expect, test } from "vitest";
import { setUp } from "../support.ts";

// `fetch` takes it by its text; with chaos it threw a TypeError from within, before any promise.
test.each<[string, unknown, string]>([
  ["an object with a text", { toString: () => "http://example.com/a?b" }, "GET example.com"],
  ["a wrapped text", Object("http://example.com/a"), "GET example.com"],
  ["nothing", undefined, "GET unknown"],
])("fetch of %s", async (_name, input, name) => {
  const { chaos, record } = setUp({ rules: [{ kind: "fault", rate: 1 }] });
  await expect(chaos.fetch()(input as string)).rejects.toThrow("fetch failed");
  expect(record.events).toMatchObject([{ type: "call", call: { name, method: "GET" } }]);
});
