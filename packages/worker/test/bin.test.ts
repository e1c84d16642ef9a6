import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { run as runFile } from "./child.ts";
import type { Child } from "./child.ts";
import { TestHub, aLease, problem } from "./test-hub.ts";

const bin = fileURLToPath(new URL("../src/bin.ts", import.meta.url));
let folder: string;
let hub: TestHub;
let children: Child[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "pigeon-worker-"));
  await writeFile(
    join(folder, "handlers.ts"),
    'type N = number; const one: N = 1;\nexport default { "text.stats": () => one, "slow": () => new Promise(() => {}) };\n',
  );
  await writeFile(join(folder, "package.json"), '{"type":"module"}');
  await writeFile(join(folder, "empty.js"), "export const n = 1;");
  await writeFile(join(folder, "broken.js"), 'throw new Error("from the module");');
});
afterAll(() => rm(folder, { recursive: true }));
beforeEach(async () => {
  hub = await TestHub.start();
  children = [];
});
afterEach(async () => {
  for (const child of children) child.process.kill("SIGKILL");
  await hub.down();
});

function run(args: readonly string[], env: Record<string, string> = {}): Child {
  const child = runFile(bin, args, env, folder);
  children.push(child);
  return child;
}
const ready = (child: Child): Promise<string> => child.lines.first((line) => line.includes(" ready at "));

test("says when it is ready, runs jobs, and drains on SIGTERM", async () => {
  const args = [
    "--handlers",
    "handlers.ts",
    "--id",
    "w1",
    "--slots",
    "4",
    "--label",
    "zone=a",
    "--token",
    "t1",
  ];
  const child = run(args, { PIGEON_HUB_URL: hub.url });
  const line = await ready(child);
  expect(line).toBe(`worker w1 ready at ${hub.endpoint}: text.stats, slow (4 slots)`);
  expect(hub.seen.all[0]).toMatchObject({ authorization: "Bearer t1", body: { labels: { zone: "a" } } });
  await hub.push(aLease("text.stats"));
  expect(await hub.results.first(() => true)).toMatchObject({ status: "succeeded", result: 1 });
  child.process.kill("SIGTERM");
  expect(await child.exit).toBe(0);
  expect(hub.requests("DELETE", "/v1/workers/w1")).toHaveLength(1);
  expect(child.stdout()).toBe(`${line}\n`);
});

test("reads its token from a file", async () => {
  await writeFile(join(folder, "token"), "from-the-file");
  await ready(run(["--handlers", "handlers.ts", "--hub", hub.url, "--token-file", "token"]));
  expect(hub.seen.all[0]?.authorization).toBe("Bearer from-the-file");
});

test("a second signal ends it at once", async () => {
  const child = run(["--handlers", "handlers.ts", "--hub", hub.url, "--id", "w1"]);
  await ready(child);
  await hub.push(aLease("slow"));
  child.process.kill("SIGINT");
  await hub.request("POST", "/v1/workers/w1/drain");
  child.process.kill("SIGINT");
  expect(await child.exit).toBe(130);
});

test("says that it waits for a hub, and ends in peace when told to", async () => {
  await hub.down();
  const child = run(["--handlers", "handlers.ts", "--hub", hub.url]);
  await child.lines.first((line) => line.startsWith(`hub out of reach, still trying: ${hub.url}:`));
  child.process.kill("SIGINT");
  expect(await child.exit).toBe(0);
  await hub.up();
});

test("help and version", async () => {
  const help = run(["--help"]);
  expect(await help.exit).toBe(0);
  expect(help.stdout()).toContain("Usage: pigeon-worker --handlers");
  const version = run(["--version"]);
  expect(await version.exit).toBe(0);
  expect(version.stdout()).toMatch(/^\d+\.\d+\.\d+\n$/);
});

test.each([
  [[], 2, "pigeon-worker: --handlers: expected a file; see pigeon-worker --help"],
  [["--handlers", "nowhere.js"], 2, "pigeon-worker: --handlers: there is no file"],
  [["--handlers", "empty.js"], 2, "pigeon-worker: --handlers:"],
  [["--handlers", "handlers.ts", "--ca", "no.pem"], 2, "--ca: the file no.pem cannot be read (ENOENT)"],
  [
    ["--handlers", "handlers.ts", "--listen-key", "no.pem"],
    2,
    "--listen-key: the file no.pem cannot be read",
  ],
  [["--handlers", "handlers.ts", "--listen-key", "empty.js"], 2, "tlsServer: expected cert and key"],
  [["--handlers", "handlers.ts", "--ca", "empty.js"], 2, "tls.ca: expected a certificate in PEM form"],
  [["--handlers", "handlers.ts", "--slots", "5000"], 2, "slots: expected a whole number from 1 to 1000"],
])("%j exits with %i and a message", async (args, code, message) => {
  const child = run(args);
  expect(await child.exit).toBe(code);
  expect(child.stderr()).toContain(message);
  expect(child.stderr()).not.toMatch(/^ +at /m);
  expect(child.stdout()).toBe("");
});

test("a refusing hub and a busy port exit with 1 and a message", async () => {
  hub.override = () => problem(401, "Unauthorized", "unknown token");
  const refused = run(["--handlers", "handlers.ts", "--hub", hub.url]);
  const busy = run(["--handlers", "handlers.ts", "--hub", hub.url, "--port", new URL(hub.url).port]);
  expect([await refused.exit, await busy.exit]).toEqual([1, 1]);
  expect(refused.stderr()).toBe(
    `pigeon-worker: the hub at ${hub.url} refused this worker: Unauthorized (401); unknown token\n`,
  );
  expect(busy.stderr()).toMatch(/^pigeon-worker: port \d+ on 127.0.0.1 is in use; .*\n$/);
});

test("an error of the user's own module is shown with its stack", async () => {
  const child = run(["--handlers", "broken.js", "--hub", hub.url]);
  expect(await child.exit).toBe(1);
  expect(child.stderr()).toMatch(/^cannot load .*broken\.js/);
  expect(child.stderr()).toMatch(/Error: from the module\n\s+at .*broken\.js/);
});
