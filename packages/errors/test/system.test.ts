import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { systemTimers } from "../src/system.ts";

test("a timer can be cancelled", async () => {
  let rung = 0;
  const cancel = systemTimers.after(0, () => (rung += 1));
  systemTimers.after(0, () => (rung += 10));
  cancel();
  await new Promise((passed) => setTimeout(passed, 5));
  expect(rung).toBe(10);
});

test("a tracker with all that waits does not keep its process alive", { timeout: 30_000 }, async () => {
  const program = `
    import { createErrorTracker } from "@pigeon/errors";
    const persistence = { load() {}, save() {} };
    const errors = createErrorTracker({ level: "silent", persistence, spikes: { minCount: 1 } });
    for (let i = 0; i < 50; i++) errors.logJobError("j", "x");
    process.stdout.write("done");`;
  const flags = ["--conditions=@pigeon/source", "--input-type=module", "--eval", program];
  const { stdout } = await promisify(execFile)(process.execPath, flags, { cwd: import.meta.dirname });
  expect(stdout).toBe("done");
});
