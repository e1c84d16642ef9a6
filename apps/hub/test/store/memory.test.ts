import { expect, test } from "vitest";
import { MemoryDisk } from "../../src/store/memory/disk.ts";
import { openMemoryStore } from "../../src/store/memory/store.ts";
import { defer } from "../../src/system.ts";
import { describeStore } from "./conformance.ts";
import { describeReplicas } from "./conformance/replicas.ts";
import { entry, everyJob, ids, machine } from "./support.ts";

describeStore("memory", async () => openMemoryStore({ machine, defer }));
describeReplicas("memory", async () => {
  const disk = new MemoryDisk();
  let now = 0;
  return {
    open: async () => openMemoryStore({ machine, defer, disk, shared: { now: () => now } }),
    age: async (ms) => void (now += ms),
  };
});

test("a store in memory of its own is one hub's alone", () => {
  expect(openMemoryStore({ machine, defer }).replicas).toBeUndefined();
});

/** A store whose commits happen when the test says so. */
function setUp(disk = new MemoryDisk()) {
  const deferred: (() => void)[] = [];
  const store = openMemoryStore({ machine, disk, defer: (flush) => deferred.push(flush) });
  return { store, disk, commit: () => deferred.splice(0).forEach((flush) => flush()) };
}

test("a crash forgets what was not committed, keeps what was, and answers nobody", async () => {
  const { store, disk, commit } = setUp();
  const [kept, forgotten] = [entry(), entry()];
  const answers: string[] = [];
  void store.enqueue([kept]).then(() => answers.push("kept"));
  commit();
  void store.enqueue([forgotten]).then(() => answers.push("forgotten"));
  void store.get(kept.job.id).then(() => answers.push("read before the crash"));
  store.crash();
  commit();
  void store.get(kept.job.id).then(() => answers.push("read after the crash"));
  await new Promise((resolve) => void setImmediate(resolve));
  expect(answers).toEqual(["kept", "read before the crash"]);
  expect(ids(await everyJob(setUp(disk).store))).toEqual([kept.job.id]);
});

test("a store opened on the disk of another goes on from there", async () => {
  const first = setUp();
  const job = entry({}, { idempotencyKey: "k" });
  void first.store.enqueue([job]);
  first.commit();
  await first.store.close();
  const { store, commit } = setUp(first.disk);
  const again = store.enqueue([entry({}, { idempotencyKey: "k" })]);
  commit();
  expect(await again).toMatchObject({ jobs: [{ created: false, record: { job: { id: job.job.id } } }] });
});
