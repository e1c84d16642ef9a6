import { execFile, spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { getConfigForEnvironment } from "@pigeon/config";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startHub, type RunningHub } from "../src/index.ts";

/** The programs of docs/guide.md, as its reader runs them: each in a process of its own, one after the other. */
let folder = "";
let hub: RunningHub | undefined;
let worker: ChildProcess | undefined;

const command = (file: string): string[] => [
  "--conditions=@pigeon/source",
  ...(file.endsWith(".test.ts") ? ["--test"] : []),
  fileURLToPath(new URL(`../examples/guide/${file}`, import.meta.url)),
];
const options = () => ({ cwd: folder, env: { ...process.env, PIGEON_HUB_URL: hub?.url } });

async function run(file: string): Promise<string[]> {
  const { stdout, stderr } = await promisify(execFile)(process.execPath, command(file), options());
  expect(stderr).toBe("");
  return stdout.trimEnd().split("\n");
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "pigeon-guide-"));
  hub = await startHub({ config: getConfigForEnvironment("test") });
  worker = spawn(process.execPath, command("worker.ts"), {
    ...options(),
    stdio: ["ignore", "pipe", "inherit"],
  });
  if (worker.stdout !== null) await once(worker.stdout, "data");
});

afterAll(async () => {
  worker?.kill("SIGKILL");
  await hub?.close();
  await rm(folder, { recursive: true });
});

test("submit.ts", async () => {
  const said = [
    "page.check: 200",
    "report.build: succeeded, attempts: 1",
    "page.check: dead, payload.url: expected a URL",
  ];
  expect(await run("submit.ts")).toEqual(said);
});

test("redrive.ts mends what submit.ts left", async () => {
  const said = ["1 × page.check: payload.url: expected a URL", "succeeded after 2 attempts"];
  expect(await run("redrive.ts")).toEqual(said);
});

test("handlers.test.ts passes", async () => {
  expect(await run("handlers.test.ts")).toContain("ℹ pass 2");
});
