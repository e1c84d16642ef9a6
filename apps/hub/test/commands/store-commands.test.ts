import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect, test } from "vitest";
import { command, run, type Ended } from "../command-fixture.ts";
import { folder } from "../store/folder.ts";
import { openAt } from "../store/open-at.ts";
import { deadJob, entries, everyJob, ids } from "../store/support.ts";

async function filled(): Promise<{ file: string; jobs: string[] }> {
  const file = join(folder(), "pigeon.db");
  const store = openAt(file);
  await store.enqueue(entries(300));
  await deadJob(store);
  const jobs = ids(await everyJob(store));
  await store.close();
  return { file, jobs };
}

const storeUrl = (file: string) => ({ PIGEON_STORE_URL: `sqlite:${file}` });
const submit = (url: string, headers = {}) =>
  fetch(`${url}/v1/jobs`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify({ type: "t", payload: { text: "kept" } }),
  });

/** A running hub, and what was done while it ran. */
async function whileRunning<T>(env: Record<string, string>, work: (url: string) => Promise<T>): Promise<T> {
  let done: Promise<T> | undefined;
  await run(env, (kill, url) => {
    done = work(url).finally(() => kill("SIGTERM"));
  });
  if (done === undefined) throw new Error("the hub did not start");
  return await done;
}

test("check says that a store is sound, with its schema and jobs", async () => {
  const { file } = await filled();
  const sound = `pigeon-hub: ${file} is sound: schema`;
  expect(await command(["check", file])).toMatchObject({ code: 0, errors: "" });
  const { out } = await command(["check"], storeUrl(file));
  expect(out).toContain(sound);
  expect(out).toMatch(/jobs: 1 dead, 300 queued\n$/);
});

test("check finds damaged pages, and counts that are wrong", async () => {
  const { file } = await filled();
  const db = new DatabaseSync(file);
  db.exec(
    "UPDATE job_counts SET n = n + 1 WHERE state = 'queued'; DELETE FROM queue WHERE seq = 7; INSERT INTO leases SELECT seq, type, 'l', 'w', 1, 1, 1 FROM queue WHERE seq IN (8, 9); INSERT INTO queue VALUES (999, 't', 0, 0, 1)",
  );
  db.close();
  const counted = await command(["check", file]);
  expect(counted.code).toBe(1);
  expect(counted.out).toContain("is DAMAGED; restore a backup. 5 problems:");
  expect(counted.out).toContain("301 jobs are counted as queued, and 300 are there");
  expect(counted.out).toContain("0 jobs are counted as leased, and 2 are there");
  expect(counted.out).toContain("1 jobs are neither queued, leased nor finished");
  expect(counted.out).toContain("2 jobs are in two states at once");
  expect(counted.out).toContain("1 states belong to no job");
  const bytes = readFileSync(file);
  bytes.fill(0x5a, 4096 * 5, 4096 * 8);
  writeFileSync(file, bytes);
  const pages = await command(["check", file]);
  expect(pages.code).toBe(1);
  expect(pages.out + pages.errors).toMatch(/DAMAGED|not a sound Pigeon database/);
  expect(pages.errors).not.toMatch(/\n\s+at /);
});

test.each([
  ["a missing file", () => join(folder(), "none.db"), "there is no file"],
  ["a folder", () => folder(), "there is no file"],
  ["an empty file", () => write(""), "holds no Pigeon store"],
  ["a text", () => write("my notes ".repeat(1000)), "not a sound Pigeon database"],
])("check refuses %s", async (_what, path, message) => {
  const { code, out, errors } = await command(["check", path()]);
  expect({ code, out }).toEqual({ code: 1, out: "" });
  expect(errors).toContain(message);
});

test("backup and check of a stopped hub's store; an existing file is never replaced", async () => {
  const { file, jobs } = await filled();
  const to = join(folder(), "copy.db");
  const made = await command(["backup", to], storeUrl(file));
  expect(made).toEqual({
    code: 0,
    out: `pigeon-hub: ${to} is a sound backup, taken from the stopped hub\n`,
    errors: "",
  });
  expect(statSync(to).mode & 0o777).toBe(0o600);
  const copy = openAt(to);
  expect(ids(await everyJob(copy))).toEqual(jobs);
  await copy.close();
  const again = await command(["backup", to], storeUrl(file));
  expect(again).toMatchObject({ code: 1, errors: `pigeon-hub: ${to} exists already; give another name\n` });
});

test("a damaged store gives no backup", async () => {
  const { file } = await filled();
  const db = new DatabaseSync(file);
  db.exec("UPDATE job_counts SET n = 5 WHERE state = 'dead'");
  db.close();
  const to = join(folder(), "copy.db");
  const { code, errors } = await command(["backup", to], storeUrl(file));
  expect(code).toBe(1);
  expect(errors).toContain("5 jobs are counted as dead, and 1 are there");
  expect(existsSync(to)).toBe(false);
  expect(existsSync(`${to}.unfinished`)).toBe(false);
});

test("a running hub gives a consistent backup of itself to an admin only; check asks to use that", async () => {
  const file = join(folder(), "pigeon.db");
  const to = join(folder(), "copy.db");
  const env = { ...storeUrl(file), PIGEON_AUTH_TOKENS: "c:client:secret-of-c,a:admin:secret-of-a" };
  const { stored, checked, refused, made } = await whileRunning(env, async (url) => {
    const client = { authorization: "Bearer secret-of-c" };
    const stored = await Promise.all(
      Array.from({ length: 50 }, async () => (await submit(url, client)).json() as Promise<{ id: string }>),
    );
    const backup = (token: string, more = {}): Promise<Ended> =>
      command(["backup", to], { ...env, PIGEON_HUB_URL: url, PIGEON_TOKEN: token, ...more });
    return {
      stored,
      checked: await command(["check"], env),
      refused: await backup("secret-of-c"),
      // Without a token of its own it takes the configured admin's.
      made: await backup(""),
    };
  });
  expect(checked).toMatchObject({ code: 1, out: "" });
  expect(checked.errors).toContain('in use by a hub; stop it, or run "pigeon-hub backup FILE"');
  expect(refused.code).toBe(1);
  expect(refused.errors).toContain("it answered 403");
  expect(refused.errors).toContain("PIGEON_TOKEN is an admin's token");
  expect(made).toMatchObject({ code: 0, errors: "" });
  expect(made.out).toContain("a sound backup, taken from the running hub");
  expect(existsSync(`${file}.backup`)).toBe(false);
  const copy = openAt(to);
  expect(ids(await everyJob(copy)).sort()).toEqual(stored.map(({ id }) => id).sort());
  await copy.close();
});

test("a store without a file, and a hub that does not answer, are said so", async () => {
  const to = join(folder(), "copy.db");
  const memory = await command(["backup", to]);
  expect(memory).toMatchObject({ code: 1, out: "" });
  expect(memory.errors).toContain("PIGEON_STORE_URL: a memory: store has no file");
  const nobody = await command(["backup", to], { PIGEON_HUB_URL: "http://127.0.0.1:1" });
  expect(nobody).toMatchObject({ code: 1, out: "" });
  expect(nobody.errors).toContain("the hub at http://127.0.0.1:1 gave no backup");
});

function write(content: string): string {
  const file = join(folder(), "file.db");
  writeFileSync(file, content);
  return file;
}
