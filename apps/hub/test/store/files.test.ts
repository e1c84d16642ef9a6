import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, readdirSync, statSync, truncateSync } from "node:fs";
import { join } from "node:path";
import { execPath } from "node:process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { START } from "../jobs/support.ts";
import { worker } from "./conformance/queries.ts";
import { folder } from "./folder.ts";
import { openAt } from "./open-at.ts";
import { claim, deadJob, endLease, entries, entry, everyJob, leasedJob } from "./support.ts";
import { atRefusal } from "./refusal.ts";

/** A process that holds the store at `file`, and stores a job for every byte written to it. */
async function holder(file: string): Promise<{ child: ChildProcess; nextLine: () => Promise<string> }> {
  const script = fileURLToPath(new URL("hold-store.ts", import.meta.url));
  const child = spawn(execPath, ["--conditions=@pigeon/source", script, file], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const nextLine = async () => String((await lines.next()).value);
  expect(await nextLine()).toBe("open");
  return { child, nextLine };
}

const inUse = (file: string) => ({
  code: "locked",
  message: `${file} is in use by another process; one file serves one hub, so stop the other or give this one a file of its own by PIGEON_STORE_URL`,
});

test("a file that another process serves is refused; killed, that process loses nothing it acknowledged", async () => {
  const file = join(folder(), "pigeon.db");
  const { child, nextLine } = await holder(file);
  expect(atRefusal(file)).toEqual(inUse(file));
  const acknowledged = [];
  for (let n = 0; n < 5; n += 1) {
    child.stdin?.write(".");
    acknowledged.push(await nextLine());
  }
  child.kill("SIGKILL");
  await once(child, "exit");
  const store = openAt(file);
  onTestFinished(() => store.close());
  for (const id of acknowledged) expect(await store.get(id)).toMatchObject({ job: { id, state: "queued" } });
  expect((await store.counts()).queued).toBe(5);
});

test("a second opening in the same process is refused, and the first keeps its lock", async () => {
  const file = join(folder(), "pigeon.db");
  const store = openAt(file);
  onTestFinished(() => store.close());
  expect(atRefusal(file)).toEqual(inUse(file));
  await store.enqueue([entry()]);
  const other = spawn(
    execPath,
    ["--conditions=@pigeon/source", fileURLToPath(new URL("hold-store.ts", import.meta.url)), file],
    { stdio: ["ignore", "ignore", "pipe"] },
  );
  const said: Buffer[] = [];
  other.stderr.on("data", (chunk: Buffer) => said.push(chunk));
  const [code] = await once(other, "close");
  expect(code).toBe(1);
  expect(Buffer.concat(said).toString()).toContain("is in use by another process");
});

test("reopening keeps jobs, counts, results, keys, delays, dead letters and workers", async () => {
  const file = join(folder(), "pigeon.db");
  const first = openAt(file);
  const keyed = entry({}, { idempotencyKey: "k", payload: { a: 1 } });
  await first.enqueue([keyed, entry({ runAt: START + 100 })]);
  await endLease(first, await leasedJob(first), "succeed");
  await deadJob(first, {}, "f1");
  const leased = await leasedJob(first);
  await first.saveWorker(worker);
  const before = [await everyJob(first), await first.counts()];
  await first.close();
  expect(readdirSync(join(file, ".."))).toEqual(["pigeon.db"]);

  const second = openAt(file);
  onTestFinished(() => second.close());
  expect([await everyJob(second), await second.counts()]).toEqual(before);
  expect(await second.leased()).toEqual([leased]);
  expect(await second.workers()).toEqual([worker]);
  expect(await second.nextRunAt()).toBe(START + 100);
  expect(await second.deadIds({ fingerprint: "f1", limit: 9 })).toHaveLength(1);
  expect(await second.enqueue([keyed])).toMatchObject({ jobs: [{ created: false }] });
  const next = entry();
  await second.enqueue([next]);
  expect((await everyJob(second))[0]?.job.id).toBe(next.job.id);
});

test("writes under way when the store closes are on disk", async () => {
  const file = join(folder(), "pigeon.db");
  const first = openAt(file);
  const pending = [first.enqueue(entries(700)), ...entries(600).map((each) => first.enqueue([each]))];
  await first.close();
  await Promise.all(pending);
  const second = openAt(file);
  onTestFinished(() => second.close());
  expect((await second.counts()).queued).toBe(1300);
});

test("the files as a crash leaves them hold all that was acknowledged", async () => {
  const [file, image] = [join(folder(), "pigeon.db"), join(folder(), "pigeon.db")];
  const store = openAt(file);
  onTestFinished(() => store.close());
  await store.enqueue(entries(300));
  await claim(store, { limit: 10 });
  const dead = await deadJob(store);
  copyFileSync(file, image);
  copyFileSync(`${file}-wal`, `${image}-wal`);
  await store.enqueue(entries(5));

  const recovered = openAt(image);
  onTestFinished(() => recovered.close());
  expect(await recovered.counts()).toEqual({ queued: 290, leased: 10, succeeded: 0, dead: 1, cancelled: 0 });
  expect(await recovered.get(dead)).toMatchObject({ job: { state: "dead" } });
  await recovered.enqueue(entries(1));
});

test("a log that was cut off in the middle of a commit loses that commit, and nothing before it", async () => {
  const [file, image] = [join(folder(), "pigeon.db"), join(folder(), "pigeon.db")];
  const store = openAt(file);
  onTestFinished(() => store.close());
  await store.enqueue(entries(50));
  const { size } = statSync(`${file}-wal`);
  await store.enqueue(entries(50));
  copyFileSync(file, image);
  copyFileSync(`${file}-wal`, `${image}-wal`);
  truncateSync(`${image}-wal`, size + 2000);
  const recovered = openAt(image);
  onTestFinished(() => recovered.close());
  expect((await recovered.counts()).queued).toBe(50);
  expect(await everyJob(recovered)).toHaveLength(50);
});
