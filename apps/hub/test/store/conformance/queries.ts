import { expect, test } from "vitest";
import type { JobFilter, JobPage, Store, StoredWorker } from "../../../src/store/port.ts";
import { claim, deadJob, entries, ids } from "../support.ts";

/** All pages of a list; `between` runs after each page. */
async function pages(store: Store, filter: JobFilter, between = async () => {}): Promise<JobPage[]> {
  const read: JobPage[] = [];
  let cursor: string | null = null;
  do {
    const page: JobPage = await store.list(cursor === null ? filter : { ...filter, cursor });
    read.push(page);
    cursor = page.nextCursor;
    await between();
  } while (cursor !== null);
  return read;
}

export const worker: StoredWorker = {
  workerId: "w1",
  endpoint: "http://127.0.0.1:9",
  types: ["mail", "image"],
  slots: 8,
  labels: { zone: "a" },
  token: "secret",
  registeredAt: 1_700_000_000_000,
  draining: false,
};

/** What a store promises about lists, and about workers. */
export function queryTests(fresh: () => Promise<Store>): void {
  test.each([
    [7, 3, [3, 3, 1]],
    [6, 3, [3, 3]],
    [2, 3, [2]],
    [0, 3, [0]],
  ])("%i jobs in pages of %i, newest first", async (count, limit, sizes) => {
    const store = await fresh();
    const stored = entries(count);
    await store.enqueue(stored);
    const read = await pages(store, { limit });
    expect(read.map(({ jobs }) => jobs.length)).toEqual(sizes);
    expect(read.flatMap(({ jobs }) => ids(jobs))).toEqual(ids(stored).reverse());
  });

  test("jobs that come while the pages are read neither repeat nor hide others", async () => {
    const store = await fresh();
    const stored = entries(10);
    await store.enqueue(stored);
    const read = await pages(store, { limit: 3 }, async () => void (await store.enqueue(entries(2))));
    expect(read.flatMap(({ jobs }) => ids(jobs))).toEqual(ids(stored).reverse());
  });

  test("jobs removed while the pages are read do not hide others", async () => {
    const store = await fresh();
    const dead = [await deadJob(store), await deadJob(store), await deadJob(store)];
    const first = await store.list({ limit: 1, state: "dead" });
    expect(ids(first.jobs)).toEqual([dead[2]]);
    await store.deleteDead(dead[2] ?? "");
    await store.deleteDead(dead[1] ?? "");
    const rest = await store.list({ limit: 5, state: "dead", cursor: first.nextCursor ?? "" });
    expect(ids(rest.jobs)).toEqual([dead[0]]);
  });

  test("lists by state, by type, and by both", async () => {
    const store = await fresh();
    const mails = entries(2);
    await store.enqueue([...mails, ...entries(2, { type: "image" })]);
    await claim(store, { limit: 1 });
    await claim(store, { limit: 1, types: ["image"] });
    const dead = await deadJob(store, { type: "image-2" });
    const listed = async (filter: Partial<JobFilter>) =>
      ids((await store.list({ limit: 10, ...filter })).jobs);
    expect(await listed({ type: "mail" })).toEqual(ids(mails).reverse());
    expect(await listed({ state: "queued" })).toHaveLength(2);
    expect(await listed({ state: "leased", type: "mail" })).toEqual([mails[0]?.job.id]);
    expect(await listed({ state: "dead" })).toEqual([dead]);
    expect(await listed({ state: "cancelled" })).toEqual([]);
    expect(await listed({ type: "nothing' OR 1=1 --" })).toEqual([]);
    const read = await pages(store, { limit: 1, type: "mail" });
    expect(read.map(({ jobs }) => jobs.length)).toEqual([1, 1]);
  });

  test.each(["", "abc", "-1", "1e3", "1.5", "9".repeat(16)])("the cursor %j is refused", async (cursor) => {
    const store = await fresh();
    await expect(store.list({ limit: 1, cursor })).rejects.toMatchObject({
      name: "StoreError",
      code: "bad-cursor",
      message: "expected the nextCursor of an earlier answer",
    });
  });

  test("a worker's owner is kept, and changes with its registration", async () => {
    const store = await fresh();
    await store.saveWorker({ ...worker, owner: "fleet" });
    expect(await store.workers()).toEqual([{ ...worker, owner: "fleet" }]);
    await store.saveWorker({ ...worker, owner: "other" });
    expect(await store.workers()).toEqual([{ ...worker, owner: "other" }]);
    await store.saveWorker(worker);
    expect(await store.workers()).toEqual([worker]);
  });

  test("workers are saved, replaced, listed by id and deleted", async () => {
    const store = await fresh();
    expect(await store.workers()).toEqual([]);
    const { endpoint: _, ...pulling } = { ...worker, workerId: "a0", draining: true, labels: {} };
    await store.saveWorker(worker);
    await store.saveWorker(pulling);
    expect(await store.workers()).toEqual([pulling, worker]);
    const moved = { ...worker, endpoint: "http://[::1]:1", slots: 1, token: "new", draining: true };
    await store.saveWorker(moved);
    expect(await store.workers()).toEqual([pulling, moved]);
    await store.deleteWorker("a0");
    await store.deleteWorker("nobody");
    expect(await store.workers()).toEqual([moved]);
  });
}
