import { expect, test } from "vitest";
import { caller, startTestHub, startTestWorker, steady, type Called } from "./support.ts";

type Pigeon = ReturnType<typeof caller>;

async function deadLetters(pigeon: Pigeon, count: number): Promise<string[]> {
  const stdin = Array.from({ length: count }, (_, n) => `{"type":"fail","payload":${n}}\n`).join("");
  await pigeon(["submit", "--wait"], { stdin });
  const { jobs } = (await pigeon(["dead-letters", "--json"])).json() as { jobs: { id: string }[] };
  return jobs.map(({ id }) => id);
}

const withoutIds = ({ stdout }: Called): string => steady(stdout).replace(/[0-9a-f]{16,}/g, "HEX");

test("dead letters: list, groups, show, redrive, delete", async () => {
  const hub = await startTestHub();
  const pigeon = caller(hub);
  await startTestWorker(hub);
  const [one = "", two = "", three = ""] = await deadLetters(pigeon, 3);
  expect(withoutIds(await pigeon(["dead-letters", "--limit", "1"]))).toMatchInlineSnapshot(`
    "ID TYPE STATE ATTEMPTS AGE NOTE
    ID---------------------------------- fail dead 1/5 SPAN Error: no such bird
    "
  `);
  expect(withoutIds(await pigeon(["dead-letters", "groups"]))).toMatchInlineSnapshot(`
    "COUNT FINGERPRINT TYPES NEWEST ERROR
     3 v2:HEX fail AGO Error: no such bird
    "
  `);
  const { groups } = (await pigeon(["dead-letters", "groups", "--json"])).json() as {
    groups: { fingerprint: string; count: number }[];
  };
  expect(groups).toMatchObject([{ count: 3 }]);
  const fingerprint = groups[0]?.fingerprint ?? "";
  const listed = await pigeon([
    "dead-letters",
    "list",
    "--fingerprint",
    fingerprint,
    "--type",
    "fail",
    "--json",
  ]);
  expect((listed.json() as { jobs: unknown[] }).jobs).toHaveLength(3);
  const nameless = ["--fingerprint", "", "--json"];
  expect((await pigeon(["dead-letters", "list", ...nameless])).json()).toMatchObject({ jobs: [] });
  expect((await pigeon(["dead-letters", "redrive", "--all", "--yes", ...nameless])).json()).toEqual({
    redriven: 0,
  });
  const shown = (await pigeon(["dead-letters", "show", one])).stdout;
  expect(shown).toMatch(/^error +Error: no such bird$/m);
  expect(shown).toMatch(/^ +at .*support\.ts/m);

  expect(await pigeon(["dead-letters", "redrive", one])).toMatchObject({
    exitCode: 0,
    stdout: `${one} queued\n`,
  });
  await pigeon(["job", one, "--follow"]);
  const all = ["dead-letters", "redrive", "--all", "--fingerprint", fingerprint, "--type", "fail"];
  expect(await pigeon([...all, "--yes", "--json"])).toMatchObject({
    exitCode: 0,
    stdout: '{"redriven":3}\n',
  });
  for (const id of [one, two, three]) await pigeon(["job", id, "--follow"]);

  const none = "0194b3f2-7c00-7000-8000-000000000001";
  const deleted = await pigeon(["dead-letters", "delete", one, none, two, "-y", "--json"]);
  expect(deleted.json()).toEqual({ deleted: [one, two] });
  expect(deleted.exitCode).toBe(5);
  expect((await pigeon(["dead-letters", "--json"])).json()).toMatchObject({ jobs: [{ id: three }] });
});

test("a dead letter is redriven with another payload", async () => {
  const hub = await startTestHub();
  const pigeon = caller(hub);
  await startTestWorker(hub);
  const [id = ""] = await deadLetters(pigeon, 1);
  const redriven = await pigeon(["dead-letters", "redrive", id, "--payload", '{"mended":true}', "--json"]);
  expect(redriven.json()).toMatchObject({ jobs: [{ id, payload: { mended: true } }] });
});

test("what destroys asks; without anybody to ask it wants --yes", async () => {
  const hub = await startTestHub();
  const pigeon = caller(hub);
  await startTestWorker(hub);
  const [id = ""] = await deadLetters(pigeon, 1);
  const ask = (stdin: string | string[]) => pigeon(["dead-letters", "delete", id], { tty: true, stdin });
  const no = await ask("\n");
  expect(no).toMatchObject({ exitCode: 1, stdout: "", stderr: "Delete 1 dead letter for ever? [y/N] " });
  expect(await ask([])).toMatchObject({ exitCode: 1 });
  expect(await pigeon(["dead-letters", "delete", id])).toMatchObject({
    exitCode: 2,
    stderr: "pigeon: Delete 1 dead letter for ever?\nNobody can be asked here: repeat it with --yes.\n",
  });
  const redrive = await pigeon(["dead-letters", "redrive", "--all", "--type", "fail"], {
    tty: true,
    stdin: "n\n",
  });
  expect(redrive.stderr).toBe("Redrive all dead letters with type fail? [y/N] ");
  expect(await ask(["y", "es\n"])).toMatchObject({ exitCode: 0, stdout: `${id} deleted\n` });
  for (const wrong of [
    ["redrive"],
    ["redrive", id, "--all"],
    ["redrive", id, "--type", "x"],
    ["redrive", "--all", "--payload", "1"],
    ["redrive", id, id, "--payload", "1"],
  ])
    expect(await pigeon(["dead-letters", ...wrong])).toMatchObject({ exitCode: 2 });
});

test("workers: list, show, drain, remove", async () => {
  const hub = await startTestHub();
  const pigeon = caller(hub);
  expect(await pigeon(["workers"])).toMatchObject({
    stdout: "",
    stderr: "no workers; `pigeon worker --handlers FILE` starts one\n",
  });
  await startTestWorker(hub);
  await pigeon(["submit", "--type", "double", "--payload", "1", "--wait"]);
  expect(steady((await pigeon(["workers"])).stdout)).toMatchInlineSnapshot(`
    "WORKER HEALTH SLOTS BREAKER HEARTBEAT TYPES NOTE
    w1 healthy 0/4 closed AGO double,fail,flaky,slow -
    "
  `);
  expect(steady((await pigeon(["workers", "show", "w1"])).stdout)).toMatchInlineSnapshot(`
    "worker w1
    health healthy
    slots 0 of 4 taken
    types double, fail, flaky, slow
    endpoint http://HUB
    breaker closed
    heartbeat AGO
    registered AGO
    success 100.0 %, 0 failures in a row
    latency SPAN at the median, SPAN at p95
    "
  `);
  expect((await pigeon(["workers", "--json"])).json()).toMatchObject({
    workers: [{ workerId: "w1", slots: 4 }],
  });
  expect((await pigeon(["workers", "show", "w1", "--json"])).json()).toMatchObject({ workerId: "w1" });
  expect(await pigeon(["workers", "show", "w2"])).toMatchObject({ exitCode: 5 });
  const drained = await pigeon(["drain", "w1", "w2"]);
  expect(drained).toMatchObject({ exitCode: 5, stdout: "w1 draining\n" });
  expect((await pigeon(["workers"])).stdout).toContain("draining");
  expect((await pigeon(["drain", "w1", "--json"])).json()).toEqual({ draining: ["w1"] });
  expect(await pigeon(["undrain", "w1"])).toMatchObject({ exitCode: 0, stdout: "w1 undrained\n" });
  expect((await pigeon(["workers"])).stdout).not.toContain("draining");
  const asked = await pigeon(["workers", "remove", "w1"], { tty: true, stdin: "n\n" });
  expect(asked).toMatchObject({
    exitCode: 1,
    stdout: "",
    stderr: "Remove 1 worker? The jobs they hold run elsewhere, from their beginning. [y/N] ",
  });
  const removed = await pigeon(["workers", "remove", "w2", "w1", "--yes", "--json"]);
  expect(removed).toMatchObject({ exitCode: 5, stdout: '{"removed":["w1"]}\n' });
  expect(removed.stderr).toBe('pigeon: there is no worker with the id "w2"\n');
});

test("audit: what was done, newest first", async () => {
  const pigeon = caller(await startTestHub());
  expect(await pigeon(["audit"])).toMatchObject({
    exitCode: 0,
    stdout: "",
    stderr: "nobody did anything yet\n",
  });
  await pigeon(["drain", "w7"]);
  await pigeon(["breakers", "reset", "b"]);
  expect(steady((await pigeon(["audit"])).stdout)).toMatchInlineSnapshot(`
    "WHEN WHO ACTION OUTCOME TARGET
    AGO somebody reset-breaker refused b
    AGO somebody drain-worker refused w7
    "
  `);
  const { entries } = (await pigeon(["audit", "--limit", "1", "--json"])).json() as { entries: object[] };
  expect(entries).toMatchObject([{ action: "reset-breaker" }]);
});

test("breakers: list, isolate, reset", async () => {
  const hub = await startTestHub();
  const pigeon = caller(hub);
  await startTestWorker(hub);
  await pigeon(["submit", "--type", "double", "--payload", "1", "--wait"]);
  const { breakers } = (await pigeon(["breakers", "--json"])).json() as { breakers: { name: string }[] };
  const name = breakers[0]?.name ?? "";
  expect(await pigeon(["breakers", "isolate", name])).toMatchObject({
    exitCode: 0,
    stdout: `${name} isolated\n`,
  });
  expect(steady((await pigeon(["breakers"])).stdout)).toMatchInlineSnapshot(`
    "BREAKER STATE FAILURES TRIES AGAIN
    worker:w1 isolated 0 -
    "
  `);
  expect((await pigeon(["breakers", "reset", name, "--json"])).json()).toMatchObject({
    name,
    state: "closed",
  });
  expect(await pigeon(["breakers", "reset", "none"])).toMatchObject({ exitCode: 5, stdout: "" });
});

test("errors: list, summary, trends, correlated", async () => {
  const hub = await startTestHub();
  const pigeon = caller(hub);
  expect(await pigeon(["errors"])).toMatchObject({ exitCode: 0, stdout: "", stderr: "no errors\n" });
  await startTestWorker(hub);
  await pigeon(["submit", "--type", "fail", "--correlation-id", "order-7", "--wait"]);
  expect(withoutIds(await pigeon(["errors", "correlated", "order-7"]))).toMatchInlineSnapshot(`
    "WHEN SEVERITY CATEGORY KIND SUBJECT CORRELATION ERROR
    AGO medium job unknown ID---------------------------------- order-7 Error: no such bird
    "
  `);
  expect(withoutIds(await pigeon(["errors", "summary"]))).toMatchInlineSnapshot(`
    "errors 1 in 60 minutes, 0.02 a minute
    severity 0 critical, 0 high, 1 medium, 0 low
    category 0 infrastructure, 0 worker, 1 job, 0 network
    time lost SPAN, SPAN an error

    COUNT SEVERITY CATEGORY LAST ERROR
     1 medium job AGO Error: no such bird
    "
  `);
  const { stdout } = await pigeon(["errors", "trends", "--hours", "2"]);
  expect(stdout).toMatch(/^\d{4}-\d\d-\d\d \d\d:00 +\d+  █{40}$/m);
  expect(stdout).toMatch(/direction  (?:rising|steady|falling)\n$/);
  const { errors } = (await pigeon(["errors", "--category", "job", "--limit", "1", "--json"])).json() as {
    errors: object[];
  };
  expect(errors).toMatchObject([{ category: "job", correlationId: "order-7" }]);
  expect((await pigeon(["errors", "summary", "--minutes", "5", "--json"])).json()).toMatchObject({
    total: 1,
  });
  expect((await pigeon(["errors", "trends", "--json"])).json()).toHaveProperty("buckets");
  expect((await pigeon(["errors", "correlated", "none", "--json"])).json()).toEqual({ errors: [] });
  expect(await pigeon(["errors", "--category", "birds"])).toMatchObject({ exitCode: 2 });
});

test("status, once and watched", async () => {
  const hub = await startTestHub();
  const pigeon = caller(hub);
  await startTestWorker(hub);
  await pigeon(["submit", "--type", "fail", "--wait"]);
  const once = steady((await pigeon(["status"])).stdout)
    .replace(/^finished.*$/m, "finished N")
    .replace(/version \S+,/, "version N,");
  expect(once).toMatchInlineSnapshot(`
    "hub http://HUB, version N, up SPAN
    jobs 0 queued, 0 running, 0 succeeded, 1 dead, 0 cancelled
    finished N
    workers 1 healthy, 0 degraded, 0 recovering, 0 unhealthy
    "
  `);
  expect((await pigeon(["status", "--json"])).json()).toMatchObject({
    jobs: { dead: 1 },
    workers: { healthy: 1 },
  });
  const lines = (text: string): number => text.split("\n").length - 1;
  const watched = await pigeon(["status", "--watch", "--interval", "1ms", "--json"], {
    onOutput: ({ stdout }, stop) => (lines(stdout) >= 3 ? stop() : undefined),
  });
  expect(watched.exitCode).toBe(130);
  expect(lines(watched.stdout)).toBe(3);
  const seen = await pigeon(["status", "--watch", "--interval", "1ms"], {
    tty: true,
    onOutput: ({ stdout }, stop) => (stdout.split("\u001B[H").length > 2 ? stop() : undefined),
  });
  expect(seen.stdout).toContain("\u001B[31m1 dead\u001B[39m");
  expect(seen.stderr).toBe("");
  // The terminal is as it was: its screen, its cursor, its long lines; and the last state stays to be read.
  const [before = "", after] = seen.stdout.split("\u001B[?7h\u001B[?25h\u001B[?1049l");
  expect(before.startsWith("\u001B[?1049h\u001B[?25l\u001B[?7l\u001B[H")).toBe(true);
  expect(after).toContain(" unhealthy");
});

test("status watched through the end of a hub", async () => {
  const hub = await startTestHub();
  const pigeon = caller(hub);
  let closing: Promise<void> | undefined;
  const { exitCode, stdout, stderr } = await pigeon(["status", "--watch", "--interval", "1ms"], {
    tty: true,
    onOutput: (all, stop) => {
      closing ??= hub.close();
      if (all.stdout.includes("still trying")) stop();
    },
  });
  await closing;
  expect({ exitCode, stderr }).toEqual({ exitCode: 130, stderr: "" });
  expect(stdout).toContain("\u001B[31mno answer from the hub at ");
});
