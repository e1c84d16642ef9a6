import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";

test("the README's example runs, and prints what the README says", async () => {
  const example = fileURLToPath(new URL("../examples/embedded.ts", import.meta.url));
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [
    "--conditions=@pigeon/source",
    example,
  ]);
  expect(stderr).toBe("");
  expect(stdout).toBe("words: 5\njobs succeeded: 1 healthy workers: 1\n");
});
