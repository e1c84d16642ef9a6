import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { run } from "./child.ts";
import { TestHub, aLease } from "./test-hub.ts";

const example = (name: string): string => fileURLToPath(new URL(`../examples/${name}`, import.meta.url));

test("text-stats.ts runs jobs, and ends when it is told to", async () => {
  const hub = await TestHub.start();
  const child = run(example("text-stats.ts"), [], { PIGEON_HUB_URL: hub.url });
  await child.lines.first((line) => line === "ready");
  await hub.push(
    aLease("text.stats", { payload: { text: "two words" } }),
    aLease("text.stats", { payload: {} }),
  );
  await hub.results.until(() => hub.results.all.length === 2);
  expect(hub.results.all).toMatchObject([
    { status: "succeeded", result: { characters: 9, words: 2 } },
    { status: "failed", error: { name: "PermanentError", retryable: false } },
  ]);
  child.process.kill("SIGTERM");
  expect(await child.exit).toBe(0);
  expect(child.stdout()).toBe("ready\nsucceeded text.stats\nfailed text.stats\n");
  expect(child.stderr()).toBe("");
  await hub.down();
});

test("handlers.ts is a file for pigeon-worker", async () => {
  const hub = await TestHub.start();
  const bin = fileURLToPath(new URL("../src/bin.ts", import.meta.url));
  const child = run(bin, [
    "--handlers",
    example("handlers.ts"),
    "--hub",
    hub.url,
    "--id",
    "w1",
    "--slots",
    "1",
  ]);
  await child.lines.first((line) =>
    /^worker w1 ready at http.*: text.upper, text.fetch \(1 slot\)$/.test(line),
  );
  await hub.push(aLease("text.upper", { payload: "loud" }));
  expect(await hub.results.first(() => true)).toMatchObject({ result: "LOUD" });
  child.process.kill("SIGTERM");
  expect(await child.exit).toBe(0);
  await hub.down();
});
