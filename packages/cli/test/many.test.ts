import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { HubError } from "@pigeon/client";
import { expect, onTestFinished, test } from "vitest";
import { waitForAll } from "../src/commands/wait-for-all.ts";
import type { Context } from "../src/context.ts";
import { ProgressBar } from "../src/print/progress.ts";
import { painter } from "../src/print/style.ts";
import { call, caller, startTestHub, startTestWorker, type CallOptions } from "./support.ts";

async function folderWith(files: Record<string, string>): Promise<CallOptions> {
  const cwd = await mkdtemp(join(tmpdir(), "pigeon-cli-"));
  onTestFinished(() => rm(cwd, { recursive: true }));
  for (const [name, text] of Object.entries(files)) await writeFile(join(cwd, name), text);
  return { cwd };
}

const line = (n: number): string => JSON.stringify({ type: "double", payload: n });

test("NDJSON from a file: ids on stdout, a count on stderr; empty lines and a byte order mark are nothing", async () => {
  const here = await folderWith({ "jobs.ndjson": `\uFEFF${line(1)}\r\n\n${line(2)}\n${line(3)}` });
  const pigeon = caller(await startTestHub(), here);
  const { exitCode, stdout, stderr } = await pigeon(["submit", "jobs.ndjson"]);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "3 jobs submitted\n" });
  expect(stdout).toMatch(/^(?:[0-9a-f-]{36}\n){3}$/);
});

test("a list, and one job over several lines; options for what jobs leave open", async () => {
  const here = await folderWith({
    "list.json":
      '[\n {"payload": 1, "labels": {"a": "1"}},\n {"type": "u", "delayMs": 5000, "priority": 9}\n]\n',
    "one.json": '{\n  "type": "one",\n  "payload": 1\n}\n',
  });
  const pigeon = caller(await startTestHub(), here);
  const options = ["--type", "t", "--priority", "5", "--label", "b=2", "--run-at", "2030-01-01T00:00:00Z"];
  expect(await pigeon(["submit", "list.json", ...options])).toMatchObject({ exitCode: 0 });
  expect(await pigeon(["submit", "one.json", ...options])).toMatchObject({ exitCode: 0 });
  const { jobs } = (await pigeon(["jobs", "--json"])).json() as { jobs: Record<string, unknown>[] };
  expect(new Map(jobs.map((job) => [job["type"], job]))).toMatchObject(
    new Map([
      ["t", { labels: { a: "1", b: "2" }, priority: 5, runAt: "2030-01-01T00:00:00.000Z" }],
      ["u", { labels: { b: "2" }, priority: 9, runAt: expect.stringMatching(/^202[0-9]/) }],
      ["one", { payload: 1, priority: 5 }],
    ]),
  );
});

test("stdin in pieces, many batches, waited for, as JSON", async () => {
  const hub = await startTestHub();
  const pigeon = caller(hub);
  await startTestWorker(hub);
  const text = Array.from({ length: 1203 }, (_, n) => `${line(n)}\n`).join("");
  const stdin = Array.from({ length: Math.ceil(text.length / 1000) }, (_, n) =>
    text.slice(1000 * n, 1000 * (n + 1)),
  );
  const { exitCode, stdout, stderr } = await pigeon(["submit", "--wait", "--json"], { stdin });
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "1203 jobs submitted\n" });
  const jobs = stdout
    .trim()
    .split("\n")
    .map((each) => JSON.parse(each) as { payload: number; result: number });
  expect(jobs.map(({ payload }) => payload).sort((a, b) => a - b)).toEqual(
    Array.from({ length: 1203 }, (_, n) => n),
  );
  expect(jobs.every(({ payload, result }) => result === 2 * payload)).toBe(true);
});

test.each([
  ["a broken line", `${line(1)}\n{"type":"x",}\n`, "jobs:2: not JSON: unexpected } at column 13\n"],
  ["a broken first line", `{"type":x}\n${line(1)}\n`, "jobs:1: not JSON: unexpected x at column 9\n"],
  ["a broken list", '[\n{"type":"x"},\n{"type":}\n]\n', "jobs:3: not JSON: unexpected } at column 9\n"],
  ["a list that ends too soon", '[\n{"type":"x"},\n', "jobs:2: not JSON: it ends too soon\n"],
  [
    "what is no job",
    `${line(1)}\n\n17\n`,
    'jobs:3: expected a job, such as {"type":"…","payload":…}, received a number',
  ],
  ["null", "null\n", "jobs:1: expected a job"],
  [
    "a job without a type",
    `${line(1)}\n{"payload":1}\n`,
    "jobs:2: the job has no type; add one, or say --type",
  ],
])("of a file with %s nothing is submitted", async (_name, text, message) => {
  const pigeon = caller(await startTestHub(), await folderWith({ jobs: text }));
  const { exitCode, stdout, stderr } = await pigeon(["submit", "jobs"]);
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
  expect(stderr).toContain(`pigeon: ${message}`);
  expect(stderr).toContain("\nNothing was submitted.\n");
  expect((await pigeon(["jobs", "--json"])).json()).toEqual({ jobs: [], nextCursor: null });
});

test("what the hub refuses is told by line; of a batch all or nothing is submitted", async () => {
  const here = await folderWith({ jobs: `${line(1)}\n\n{"type":"a b"}\n{"type":"t","priority":900}\n` });
  const pigeon = caller(await startTestHub(), here);
  const { exitCode, stderr } = await pigeon(["submit", "jobs"]);
  expect(exitCode).toBe(2);
  expect(stderr).toMatch(/^pigeon: jobs:3: type: .+\njobs:4: priority: expected .+900\n$/);
  expect((await pigeon(["jobs", "--json"])).json()).toMatchObject({ jobs: [] });
});

test("of stdin the jobs before a bad line are submitted, and the message says how many", async () => {
  const pigeon = caller(await startTestHub());
  const stdin = `${Array.from({ length: 600 }, (_, n) => line(n)).join("\n")}\nnot a job\n`;
  const { exitCode, stdout, stderr } = await pigeon(["submit"], { stdin });
  expect(exitCode).toBe(2);
  expect(stderr).toContain("pigeon: stdin:601: not JSON: unexpected not at column 1\n");
  expect(stderr).toContain("\n500 jobs before it submitted.\n");
  expect(stdout.trim().split("\n")).toHaveLength(500);
});

test("a hub that goes away in between: how many jobs are there, and of which that is not known", async () => {
  const hub = await startTestHub();
  const pigeon = caller(hub);
  const stdin = Array.from({ length: 600 }, (_, n) => `${line(n)}\n`).join("");
  let closing: Promise<void> | undefined;
  const { exitCode, stdout, stderr } = await pigeon(["submit"], {
    stdin,
    onOutput: () => void (closing ??= hub.close()),
  });
  await closing;
  expect(exitCode).toBe(3);
  expect(stdout.trim().split("\n")).toHaveLength(500);
  expect(stderr).toMatch(/^pigeon: no answer from the hub at .*\n500 jobs before it submitted\.\n/s);
});

test("Ctrl-C while jobs are sent leaves it open whether they are there", async () => {
  const here = await folderWith({ jobs: Array.from({ length: 600 }, (_, n) => line(n)).join("\n") });
  const { exitCode, stderr } = await caller(await startTestHub(), here)(["submit", "jobs"], {
    onOutput: (_all, stop) => stop(),
  });
  expect(exitCode).toBe(130);
  expect(stderr).toBe(
    "pigeon: interrupted\n500 jobs before it submitted.\n" +
      "Whether the jobs of lines 501 to 600 are submitted is not known: the hub may have got them.\n",
  );
});

test("an answer that was lost leaves it open what is there", async () => {
  const server = createServer((request) => request.socket.destroy());
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const stdin = `\n${line(1)}\n${line(2)}\n`;
  const { exitCode, stderr } = await call(["submit", "--hub", `http://127.0.0.1:${port}`], { stdin });
  expect(exitCode).toBe(3);
  expect(stderr).toContain(
    "\nWhether the jobs of lines 2 to 3 are submitted is not known: the hub may have got them.\n",
  );
});

test("a job that is gone before it was waited for is told, and the others are waited for", async () => {
  const problem = { type: "t", title: "Not found", status: 404, detail: "there is no job", requestId: "r" };
  const waitForJob = async (id: string): Promise<object> => {
    if (id === "gone") throw new HubError(problem);
    return { id, state: "succeeded", result: 1 };
  };
  const said: string[] = [];
  const say = (text: string): void => void said.push(text.trim());
  const output = { write: say, isTTY: false, columns: 80 };
  const io = { now: () => 0, stderr: output, signal: new AbortController().signal };
  const context = { io, json: false, paint: painter(false), print: say, note: say } as never as Context;
  const bar = new ProgressBar(io as never);
  const exitCode = await waitForAll(context, { waitForJob } as never, ["gone", "a"], undefined, bar);
  expect(exitCode).toBe(5);
  expect(said).toEqual(["a  succeeded  1", "1 of 2 not there any more: finished long ago, or deleted"]);
});

test("a job that is larger than all that the hub takes is told by its line", async () => {
  const huge = JSON.stringify({ type: "double", payload: "x".repeat(17_000_000) });
  const { exitCode, stderr } = await caller(await startTestHub())(["submit"], {
    stdin: `${line(1)}\n${huge}\n${line(2)}\n`,
  });
  expect(exitCode).toBe(2);
  expect(stderr).toMatch(/^pigeon: stdin:2: the batch has 170\d+ bytes, .*\n1 job before it submitted\.\n$/);
});

test("a file that is not there, an empty one, and calls that make no sense", async () => {
  const pigeon = caller(await startTestHub(), await folderWith({ empty: "\n\n" }));
  expect(await pigeon(["submit", "gone.json"])).toMatchObject({
    exitCode: 2,
    stderr:
      "pigeon: gone.json cannot be read (ENOENT); expected a file, or - for stdin\nNothing was submitted.\n",
  });
  expect(await pigeon(["submit", "empty"])).toMatchObject({
    exitCode: 2,
    stderr: "pigeon: empty holds no jobs\n",
  });
  expect(await pigeon(["submit", "empty", "--payload", "1"])).toMatchObject({ exitCode: 2 });
  const nothing = await pigeon(["submit"], { tty: true });
  expect(nothing).toMatchObject({ exitCode: 2, stdout: "" });
  expect(nothing.stderr).toContain("expected a job by --type");
  expect((await pigeon(["submit", "--type", "t", "--payload", "{a}"])).stderr).toContain("Expected JSON");
});

test("a progress bar for a person, and nothing of it on stdout", async () => {
  const here = await folderWith({ jobs: Array.from({ length: 700 }, (_, n) => line(n)).join("\n") });
  const pigeon = caller(await startTestHub(), here);
  const { stdout, stderr } = await pigeon(["submit", "jobs"], { tty: true, columns: 60 });
  expect(stderr).toContain("\r[█████████████████       ] 500/700 submitted, ");
  expect(stderr.endsWith("\r\u001B[K700 jobs submitted\n")).toBe(true);
  expect(stdout).toMatch(/^(?:[0-9a-f-]{36}\n){700}$/);
});

test("Ctrl-C ends the waiting, not the job", async () => {
  const hub = await startTestHub();
  const pigeon = caller(hub);
  await startTestWorker(hub);
  const { exitCode, stderr } = await pigeon(["submit", "--type", "slow", "--wait"], {
    onOutput: (_all, stop) => void setTimeout(stop, 20),
  });
  expect({ exitCode, stderr }).toEqual({ exitCode: 130, stderr: "1 job submitted\n" });
  const { jobs } = (await pigeon(["jobs", "--json"])).json() as { jobs: { state: string }[] };
  expect(jobs.map(({ state }) => state)).not.toContain("cancelled");
});
