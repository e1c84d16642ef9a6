import { expect, test } from "vitest";
import { filterOf } from "../src/commands/jobs.ts";
import { caller, startTestHub, startTestWorker, steady } from "./support.ts";

test("submit prints the id; the job is listed, shown and followed", async () => {
  const hub = await startTestHub();
  const pigeon = caller(hub);
  const { stdout, stderr, exitCode } = await pigeon(["submit", "--type", "double", "--payload", "21"]);
  expect({ exitCode, stderr, stdout: steady(stdout) }).toEqual({
    exitCode: 0,
    stderr: "",
    stdout: "ID----------------------------------\n",
  });
  const id = stdout.trim();
  expect(steady((await pigeon(["jobs"])).stdout)).toMatchInlineSnapshot(`
    "ID TYPE STATE ATTEMPTS AGE NOTE
    ID---------------------------------- double queued 0/5 SPAN -
    "
  `);
  await startTestWorker(hub);
  const followed = await pigeon(["job", id, "--follow"]);
  expect(followed.exitCode).toBe(0);
  expect(steady(followed.stdout)).toMatchInlineSnapshot(`
    "TIME queued: double ID----------------------------------
    TIME attempt 1 on w1
    TIME attempt 1 succeeded after SPAN
    TIME succeeded: 42
    "
  `);
  expect(steady((await pigeon(["job", id])).stdout)).toMatchInlineSnapshot(`
    "job ID----------------------------------
    type double
    state succeeded
    created TIME (AGO)
    finished TIME (AGO)
    payload 21
    result 42
    attempts 1 of 5

    # WORKER STARTED TOOK OUTCOME ERROR
    1 w1 AGO SPAN succeeded -
    "
  `);
  expect((await pigeon(["job", id, "--json"])).json()).toMatchObject({ id, state: "succeeded", result: 42 });
});

test("every option of submit gets to the hub", async () => {
  const pigeon = caller(await startTestHub());
  const line = `submit --json --type t --payload {"a":[1]} --priority -7 --delay 1h30m --max-attempts 3
    --timeout 90s --idempotency-key k1 --correlation-id c1 --label team=a --label zone=b=c`;
  const { stdout } = await pigeon(line.split(/\s+/));
  const { id, ...rest } = JSON.parse(stdout) as { id: string };
  expect(rest).toEqual({ state: "queued", created: true });
  const job = (await pigeon(["job", id, "--json"])).json() as Record<string, unknown>;
  expect(job).toMatchObject({
    type: "t",
    payload: { a: [1] },
    priority: -7,
    maxAttempts: 3,
    correlationId: "c1",
    labels: { team: "a", zone: "b=c" },
  });
  expect(Date.parse(String(job["runAt"])) - Date.parse(String(job["createdAt"]))).toBe(5_400_000);
  const again = await pigeon([
    "submit",
    "--json",
    "--type",
    "t",
    "--payload",
    '{"a":[1]}',
    "--idempotency-key",
    "k1",
  ]);
  expect(again.json()).toMatchObject({ id, created: false });
  expect(
    await pigeon(["submit", "--type", "t", "--delay", "1s", "--run-at", "2030-01-01T00:00:00Z"]),
  ).toMatchObject({
    exitCode: 2,
  });
  const later = await pigeon(["submit", "--json", "--type", "t", "--run-at", "2030-01-01T00:00:00Z"]);
  const shown = await pigeon(["job", (later.json() as { id: string }).id, "--json"]);
  expect(shown.json()).toMatchObject({ runAt: "2030-01-01T00:00:00.000Z" });
});

test("--wait prints the result; a job that fails for good is exit code 6, one too slow 7", async () => {
  const hub = await startTestHub();
  const pigeon = caller(hub);
  await startTestWorker(hub);
  const done = await pigeon(["submit", "--type", "double", "--payload", "4", "--wait"]);
  expect({ ...done, stdout: steady(done.stdout) }).toMatchObject({
    exitCode: 0,
    stdout: "ID---------------------------------- succeeded 8\n",
    stderr: "1 job submitted\n",
  });
  const failed = await pigeon(["submit", "--type", "fail", "--wait", "--json"]);
  expect(failed).toMatchObject({ exitCode: 6, stderr: "1 job submitted\n1 of 1 dead or cancelled\n" });
  expect(failed.json()).toMatchObject({ state: "dead", error: { message: "no such bird" } });
  const late = await pigeon(["submit", "--type", "slow", "--wait", "--wait-timeout", "50ms"]);
  expect(late).toMatchObject({
    exitCode: 7,
    stdout: "",
    stderr: "1 job submitted\n1 of 1 not finished in time; they go on\n",
  });
  expect(await pigeon(["submit", "--type", "slow", "--wait-timeout", "1s"])).toMatchObject({ exitCode: 2 });
});

test("--follow tells of each attempt; with --json one job a line; a dead job is exit code 6", async () => {
  const hub = await startTestHub();
  const pigeon = caller(hub);
  await startTestWorker(hub);
  const [flaky, dead] = await Promise.all(
    ["flaky", "fail"].map(async (type) => (await pigeon(["submit", "--type", type])).stdout.trim()),
  );
  const told = await pigeon(["job", flaky ?? "", "--follow"]);
  expect(steady(told.stdout)).toContain("attempt 1 failed after SPAN: Error: not yet\n");
  expect(steady(told.stdout)).toMatch(/TIME attempt 2 succeeded after SPAN\nTIME succeeded: "at last"\n$/);
  const lines = (await pigeon(["job", dead ?? "", "--follow", "--json"])).stdout.trim().split("\n");
  expect(JSON.parse(lines.at(-1) ?? "")).toMatchObject({ state: "dead" });
  expect((await pigeon(["job", dead ?? "", "--follow"])).exitCode).toBe(6);
});

test("jobs by filters, page by page, and all of them", async () => {
  const pigeon = caller(await startTestHub());
  const specs = Array.from({ length: 7 }, (_, n) => ({
    type: n < 5 ? "a" : "b",
    payload: { n },
    labels: { even: String(n % 2 === 0) },
  }));
  await pigeon(["submit", "-"], { stdin: JSON.stringify(specs) });
  const count = async (...filter: string[]): Promise<number> =>
    ((await pigeon(["jobs", "--json", ...filter])).json() as { jobs: unknown[] }).jobs.length;
  expect(await count()).toBe(7);
  expect(await count("--type", "b")).toBe(2);
  expect(await count("--label", "even=false")).toBe(3);
  expect(await count("--text", '"n":4')).toBe(1);
  expect(await count("--state", "dead")).toBe(0);
  const first = await pigeon(["jobs", "--limit", "4"]);
  const [, cursor = ""] = /^more: --all, or --cursor (\S+)$/m.exec(first.stderr) ?? [];
  expect(first.stdout.split("\n")).toHaveLength(6);
  expect(await count("--limit", "4", "--cursor", cursor)).toBe(3);
  const all = await pigeon(["jobs", "--all", "--limit", "2", "--json"]);
  expect(
    all.stdout
      .trim()
      .split("\n")
      .map((line) => (JSON.parse(line) as { type: string }).type),
  ).toHaveLength(7);
  const table = (await pigeon(["jobs", "--all", "--limit", "3", "--type", "a"])).stdout;
  expect(table.match(/ a /g)).toHaveLength(5);
  expect(table.match(/^ID /gm)).toHaveLength(1);
  expect(await pigeon(["jobs", "--type", "none"])).toMatchObject({
    stdout: "",
    stderr: "no jobs\n",
    exitCode: 0,
  });
  expect(await pigeon(["dead-letters", "--all"])).toMatchObject({ stderr: "no dead letters\n", exitCode: 0 });
});

test("all pages are as large as they can be, unless said otherwise", () => {
  expect(filterOf({ all: true })).toEqual({ limit: 1000 });
  expect(filterOf({ all: true, limit: 7, type: "t" })).toEqual({ limit: 7, type: "t" });
  expect(filterOf({ label: "a=b", text: "x" })).toEqual({ label: "a=b", text: "x" });
});

test("what the hub refuses is told by the field, without the batch that it came in", async () => {
  const pigeon = caller(await startTestHub());
  const refused = await pigeon(["submit", "--type", "bad/type"]);
  expect(refused).toMatchObject({ exitCode: 2, stdout: "" });
  expect(refused.stderr).toMatch(/^pigeon: type: expected only letters/);
  const cursor = await pigeon(["jobs", "--cursor", "garbage"]);
  expect(cursor).toMatchObject({ exitCode: 2, stdout: "" });
  expect(cursor.stderr).toMatch(/^pigeon: cursor: expected /);
});

test("cancel: several, of which one is not there and one is finished", async () => {
  const hub = await startTestHub();
  const pigeon = caller(hub);
  const ids = (await pigeon(["submit"], { stdin: '{"type":"x"}\n{"type":"x"}\n' })).stdout.trim().split("\n");
  const [one = "", two = ""] = ids;
  expect(await pigeon(["cancel", one])).toMatchObject({ exitCode: 0, stdout: `${one} cancelled\n` });
  const none = "0194b3f2-7c00-7000-8000-000000000001";
  const mixed = await pigeon(["cancel", none, one, two]);
  expect(mixed).toMatchObject({ exitCode: 5, stdout: `${two} cancelled\n` });
  expect(mixed.stderr).toContain(none);
  expect(mixed.stderr.split("\n")).toHaveLength(3);
  expect((await pigeon(["cancel", one, "--json"])).json()).toEqual({ jobs: [] });
  expect(await pigeon(["job", none])).toMatchObject({ exitCode: 5, stdout: "" });
});
