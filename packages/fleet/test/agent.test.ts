import { spawn, type ChildProcess } from "node:child_process";
import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { FakeImds, type ImdsInstance } from "@pigeon/fake-ec2";

// Processes and connections, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000 });

const agent = fileURLToPath(new URL("../src/boot/agent.ts", import.meta.url));
const worker = fileURLToPath(new URL("fixtures/worker.mjs", import.meta.url));
const wait = { timeout: 45_000, interval: 20 };

let folder: string;
let imds: FakeImds;
let instance: ImdsInstance;
let hub: Server;
let proofs: string[];
let ttlMs: number;
let refusals: number;
let child: ChildProcess | undefined;
let output: string;
let errors: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "pigeon-agent-"));
  imds = await FakeImds.start();
  instance = { id: "i-0a", type: "m7i.large", zone: "eu-central-1a", address: "127.0.0.1" };
  imds.instances.set(instance.id, instance);
  [proofs, ttlMs, refusals, output, errors, child] = [[], 300_000, 0, "", "", undefined];
  hub = createServer((request, response) => void letIn(request, response));
  await new Promise<void>((resolve) => hub.listen(0, "127.0.0.1", resolve));
});
afterEach(async () => {
  child?.kill("SIGKILL");
  hub.closeAllConnections();
  await new Promise((resolve) => hub.close(resolve));
  await imds[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

/** A hub that refuses the first few. */
async function letIn(request: IncomingMessage, response: ServerResponse): Promise<void> {
  let body = "";
  for await (const chunk of request) body += String(chunk);
  proofs.push((JSON.parse(body) as { proof: string }).proof);
  const isRefused = proofs.length <= refusals;
  const expiresAt = new Date(Date.now() + ttlMs).toISOString();
  response.writeHead(isRefused ? 403 : 201, { "content-type": "application/json" });
  response.end(
    JSON.stringify(
      isRefused ? { detail: "not yet" } : { workerId: "i-0a", token: `t${proofs.length}`, expiresAt },
    ),
  );
}

const hubUrl = (): string => `http://127.0.0.1:${(hub.address() as AddressInfo).port}`;
const tokenFile = (): string => join(folder, "run", "token");

function start(more: Record<string, string> = {}): Promise<number | null> {
  const started = spawn(process.execPath, [agent], {
    env: {
      PATH: process.env["PATH"],
      PIGEON_IMDS: imds.urlOf(instance.id),
      PIGEON_HUB_URL: hubUrl(),
      PIGEON_TOKEN_FILE: tokenFile(),
      PIGEON_WORKER: worker,
      PIGEON_HANDLERS: "handlers.js",
      PIGEON_CLUSTER: "blue",
      PIGEON_NOTICE_MS: "50",
      PIGEON_JOIN_RETRY_MS: "20",
      ...more,
    },
  });
  child = started;
  started.stdout.on("data", (chunk) => (output += String(chunk)));
  started.stderr.on("data", (chunk) => (errors += String(chunk)));
  return new Promise((resolve) => started.on("exit", resolve));
}
const workerStarted = () => vi.waitFor(() => expect(output).toContain("\n"), wait);
const told = () => JSON.parse(output.split("\n")[0] ?? "") as { args: string[]; token: string };

test("joins by its identity document, and starts the worker as that instance", async () => {
  void start({ PIGEON_SLOTS: "3" });
  await workerStarted();
  expect(told()).toEqual({
    token: "t1",
    args: [
      "--handlers handlers.js --hub",
      `${hubUrl()} --token-file ${tokenFile()} --id i-0a --host 127.0.0.1 --port 4041`,
      "--endpoint http://127.0.0.1:4041 --slots 3 --label cluster=blue --label instance=i-0a",
      "--label type=m7i.large --label zone=eu-central-1a",
    ].flatMap((line) => line.split(" ")),
  });
  expect((await stat(tokenFile())).mode & 0o777).toBe(0o600);
  expect(imds.refused).toBe(0);
});

test("tries until it is let in, one hub after the other", async () => {
  refusals = 2;
  void start({ PIGEON_HUB_URL: `http://127.0.0.1:1,${hubUrl()}` });
  await workerStarted();
  expect(proofs).toHaveLength(3);
  expect(errors).toMatch(
    /no hub lets this instance in: http:\/\/127\.0\.0\.1:1: .* 403 not yet; trying again/,
  );
});

test("renews the token before it ends", async () => {
  ttlMs = 2000;
  void start();
  await workerStarted();
  await vi.waitFor(async () => expect(await readFile(tokenFile(), "utf8")).not.toBe("t1"), wait);
  expect(proofs.length).toBeGreaterThan(1);
});

test("drains the worker once when EC2 announces that it takes the instance away, and stays gone", async () => {
  const exit = start();
  await workerStarted();
  instance.interruption = { action: "terminate", time: "2030-01-01T00:02:00Z" };
  expect(await exit).toBe(0);
  expect(output).toMatch(/drained\n$/);
  expect(errors).toContain('draining: {"action":"terminate","time":"2030-01-01T00:02:00Z"}');
});

test("hands a signal on, and ends as the worker ends", async () => {
  const exit = start({ EXIT_CODE: "5" });
  await workerStarted();
  child?.kill("SIGTERM");
  expect(await exit).toBe(5);
  expect(output).toMatch(/drained\n$/);
});
