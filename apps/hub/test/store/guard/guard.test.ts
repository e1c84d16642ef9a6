import { expect, test } from "vitest";
import { guarded } from "../../../src/store/guard/guard.ts";
import { isTold } from "../../../src/store/guard/told.ts";
import { openMemoryStore } from "../../../src/store/memory/store.ts";
import { StoreError, type Outage, type Store, type StoreErrorCode } from "../../../src/store/port.ts";
import { START } from "../../jobs/support.ts";
import { FakeClock, settle } from "../../units/fake-clock.ts";
import { entry, machine } from "../support.ts";

type Mode = "works" | "hangs" | StoreErrorCode;

/** A store whose reads and writes do as they are told, behind a guard. */
function setUp() {
  const clock = new FakeClock(START);
  const modes: Record<"reads" | "writes", Mode> = { reads: "works", writes: "works" };
  const asked: string[] = [];
  const inner = openMemoryStore({ machine, defer: (flush) => flush() });
  const hung: (() => void)[] = [];
  const behave =
    (of: keyof typeof modes, name: string, work: () => Promise<unknown>) => async (): Promise<unknown> => {
      asked.push(name);
      const mode = modes[of];
      if (mode === "hangs") await new Promise<void>((resolve) => void hung.push(resolve));
      else if (mode !== "works") throw new StoreError(mode, `it is ${mode}`, { reason: `reason ${mode}` });
      return await work();
    };
  const store = guarded(
    {
      ...inner,
      check: behave("writes", "check", () => inner.check()) as Store["check"],
      enqueue: behave("writes", "enqueue", () => inner.enqueue([entry()])) as Store["enqueue"],
      nextRunAt: behave("reads", "nextRunAt", () => inner.nextRunAt()) as Store["nextRunAt"],
      counts: behave("reads", "counts", () => inner.counts()) as Store["counts"],
    },
    clock,
  );
  const heard: string[] = [];
  const name = (outages: readonly Outage[]) =>
    outages.map(({ of, error }) => `${of}: ${error.code}`).join(", ");
  store.health?.follow((outages, failure) => void heard.push(failure?.message ?? name(outages)));
  const outcome = async (work: Promise<unknown>): Promise<string> => {
    const [settled] = await Promise.allSettled([work]);
    if (settled?.status !== "rejected") return "done";
    const error = settled.reason as StoreError;
    return `${error.code}${isTold(error) ? ", told" : ""}`;
  };
  const write = () => outcome(store.enqueue([]));
  const read = () => outcome(store.counts());
  return { clock, modes, asked, hung, heard, store, write, read };
}

test("three failures in a row, and nobody is let through; the first and the outage are told, once each", async () => {
  const { clock, modes, asked, heard, store, write, read } = setUp();
  modes.writes = "unavailable";
  expect([await write(), await write(), await write()]).toEqual(Array(3).fill("unavailable, told"));
  expect(asked.splice(0)).toEqual(["enqueue", "enqueue", "enqueue"]);
  expect(store.health?.outages()).toMatchObject([
    { of: "writes", since: START, error: { message: "it is unavailable", reason: "reason unavailable" } },
  ]);
  expect([await write(), await write()]).toEqual(["unavailable, told", "unavailable, told"]);
  expect(asked).toEqual([]);
  expect(await read()).toBe("done");
  expect(heard.splice(0)).toEqual(["it is unavailable", "writes: unavailable"]);

  // Every half second it is asked, by nobody but the clock.
  asked.splice(0);
  await clock.advance(1_600);
  expect(asked.splice(0)).toEqual(["check", "check", "check"]);
  modes.writes = "full";
  await clock.advance(500);
  expect(store.health?.outages()).toMatchObject([{ error: { code: "full", reason: "reason full" } }]);
  expect(await write()).toBe("full, told");
  modes.writes = "works";
  await clock.advance(500);
  expect(store.health?.outages()).toEqual([]);
  expect(heard).toEqual([""]);
  expect(await write()).toBe("done");
  expect(clock.waiting.every((ms) => ms > 500)).toBe(true);
});

test("a success in between begins anew", async () => {
  const { modes, heard, write } = setUp();
  for (let round = 0; round < 3; round += 1) {
    modes.writes = "unavailable";
    expect([await write(), await write()]).toEqual(["unavailable, told", "unavailable, told"]);
    modes.writes = "works";
    expect(await write()).toBe("done");
  }
  expect(heard).toEqual(Array(3).fill("it is unavailable"));
});

test.each(["bad-cursor", "unsure", "corrupt"] as const)("%s says nothing about the store", async (code) => {
  const { modes, heard, read } = setUp();
  modes.reads = code;
  for (let round = 0; round < 5; round += 1) expect(await read()).toBe(code);
  expect(heard).toEqual([]);
});

test("reads go down by themselves, too, and come back by a read", async () => {
  const { clock, modes, asked, read, write, store } = setUp();
  modes.reads = "unavailable";
  for (let round = 0; round < 3; round += 1) await read();
  expect(store.health?.outages()).toMatchObject([{ of: "reads" }]);
  expect(await write()).toBe("done");
  asked.splice(0);
  modes.reads = "works";
  await clock.advance(500);
  expect(asked).toEqual(["nextRunAt"]);
  expect([await read(), store.health?.outages()]).toEqual(["done", []]);
});

test("nothing that comes back for five seconds is an outage; what hangs ends as it ends", async () => {
  const { clock, modes, hung, heard, write, store } = setUp();
  modes.writes = "hangs";
  const first = write();
  await clock.advance(3_000);
  const second = write();
  await clock.advance(1_900);
  expect(store.health?.outages()).toEqual([]);
  await clock.advance(200);
  expect(store.health?.outages()).toMatchObject([{ error: { reason: "it does not answer" } }]);
  expect(await write()).toBe("unavailable, told");
  // The probe hangs as well, and there is only one.
  await clock.advance(5_000);
  expect(hung).toHaveLength(3);
  for (const goOn of hung) goOn();
  expect([await first, await second]).toEqual(["done", "done"]);
  await settle();
  expect(store.health?.outages()).toEqual([]);
  expect(heard).toEqual(["writes: unavailable", ""]);
});

test("a store that is slow but answers is none", async () => {
  const { clock, modes, hung, heard, write } = setUp();
  modes.writes = "hangs";
  const works: Promise<string>[] = [];
  for (let round = 0; round < 10; round += 1) {
    works.push(write(), write());
    await clock.advance(3_000);
    hung.shift()?.();
    await settle();
  }
  expect(heard).toEqual([]);
  for (const goOn of hung) goOn();
  expect(await Promise.all(works)).toEqual(Array(20).fill("done"));
});

test("after its end nobody asks any more", async () => {
  const { clock, modes, asked, write, store } = setUp();
  modes.writes = "unavailable";
  for (let round = 0; round < 3; round += 1) await write();
  await store.close();
  asked.splice(0);
  await clock.advance(60_000);
  expect(asked).toEqual([]);
  expect(clock.waiting).toEqual([]);
});

test("what goes past the guard is never refused, and what it meets counts", async () => {
  const clock = new FakeClock(START);
  const now: { mode: Mode } = { mode: "unavailable" };
  const renew = async () => {
    if (now.mode === "hangs" || now.mode === "works") return { kind: "gone" };
    throw new StoreError(now.mode, `it is ${now.mode}`, { reason: `reason ${now.mode}` });
  };
  const check = async () => void (await renew());
  const heard: string[] = [];
  const inner = openMemoryStore({ machine, defer: (flush) => flush() });
  const replicas = { renew, tell: () => void heard.push("told") } as unknown as NonNullable<
    Store["replicas"]
  >;
  const store = guarded({ ...inner, check, replicas }, clock);
  for (let round = 0; round < 4; round += 1) {
    const error: unknown = await store.replicas?.renew("r", 1, "").catch((failure: unknown) => failure);
    expect([isTold(error), (error as StoreError).message]).toEqual([true, "it is unavailable"]);
  }
  expect(store.health?.outages()).toMatchObject([{ of: "writes", error: { reason: "reason unavailable" } }]);
  now.mode = "locked";
  await store.replicas?.renew("r", 1, "").catch(() => {});
  expect(store.health?.outages()).toMatchObject([{ error: { reason: "reason locked" } }]);
  store.replicas?.tell("r", "hint");
  expect(heard).toEqual(["told"]);
  now.mode = "works";
  await clock.advance(500);
  expect(store.health?.outages()).toEqual([]);
  expect(await store.replicas?.renew("r", 1, "")).toEqual({ kind: "gone" });
});
