import { expect, test } from "vitest";
import { StoreError } from "../../src/store/port.ts";
import { waitForStore, type StoreWait } from "../../src/wait-for-store.ts";
import { FakeClock } from "./fake-clock.ts";

const LIMIT_MS = 60_000;

/** A store that fails so, time after time, and then is there. */
function setUp(failures: readonly unknown[], more: Partial<StoreWait> = {}) {
  const clock = new FakeClock(1_000);
  const [said, doors, at]: [string[], string[], number[]] = [[], [], []];
  const left = [...failures];
  const attempt = async () => {
    at.push(clock.monotonic());
    if (left.length > 0) throw left.length === 1 ? left[0] : left.shift();
    return "open";
  };
  const answer = waitForStore(attempt, {
    limitMs: LIMIT_MS,
    clock,
    random: () => 0,
    logger: {
      warn: (_fields, message) => said.push(`warn ${message}`),
      info: (_fields, message) => said.push(`info ${message}`),
    },
    onWait: async ({ message }, since) => void doors.push(`${message} since ${since}`),
    ...more,
  });
  answer.catch(() => {});
  return { clock, said, doors, at, answer, mend: () => left.splice(0) };
}

const refused = () => new StoreError("unavailable", "nothing listens there", { reason: "nothing listens" });

test("a store that is there is opened without a word", async () => {
  const { answer, said, doors } = setUp([]);
  expect(await answer).toBe("open");
  expect([said, doors]).toEqual([[], []]);
});

test("waits, says so once and on each change, and that the store is there", async () => {
  const starting = new StoreError("unavailable", "it is starting");
  const { clock, answer, said, doors, at, mend } = setUp([refused(), refused(), refused(), starting]);
  await clock.advance(10_000);
  mend();
  await clock.advance(5_000);
  expect(await answer).toBe("open");
  expect(said).toEqual([
    "warn waiting for the store, 60 s at the most: nothing listens there",
    "warn waiting for the store, 60 s at the most: it is starting",
    expect.stringMatching(/^info the store is there, after 1\d(\.\d)? s$/),
  ]);
  expect(new Set(doors)).toEqual(new Set(["nothing listens there since 1000", "it is starting since 1000"]));
  const pauses = at.slice(1).map((time, index) => time - (at[index] ?? 0));
  expect(pauses.slice(0, 3)).toEqual([100, 200, 400]);
  expect(Math.max(...pauses)).toBeLessThanOrEqual(2_000);
});

test("gives up when the time is up, and says how long it waited", async () => {
  const { clock, answer, at } = setUp([refused()]);
  await clock.advance(LIMIT_MS);
  await expect(answer).rejects.toMatchObject({
    code: "unavailable",
    message: "nothing listens there; waited 60 s for it (PIGEON_STORE_WAIT_MS)",
    reason: "nothing listens",
  });
  expect(at.at(-1)).toBe(1_000 + LIMIT_MS);
});

test("without a wait, and for what waiting does not mend, it fails at once with the error itself", async () => {
  const error = refused();
  await expect(setUp([error], { limitMs: 0 }).answer).rejects.toBe(error);
  const lasting = [
    new StoreError("newer", "written by a newer Pigeon"),
    new StoreError("unavailable", "it refuses the password", { lasting: true }),
    new Error("a bug"),
  ];
  for (const each of lasting) {
    const { answer, said, doors } = setUp([each]);
    await expect(answer).rejects.toBe(each);
    expect([said, doors]).toEqual([[], []]);
  }
});

test("its caller can end it, during a pause and during an attempt", async () => {
  const ending = new AbortController();
  const { clock, answer, at } = setUp([refused()], { signal: ending.signal });
  await clock.advance(1_000);
  ending.abort(new Error("no longer"));
  await expect(answer).rejects.toThrow("no longer");
  const tries = at.length;
  await clock.advance(10_000);
  expect(at).toHaveLength(tries);
  expect(clock.waiting).toEqual([]);
  await expect(setUp([refused()], { signal: ending.signal }).answer).rejects.toThrow("no longer");
  const late = new AbortController();
  const onWait = async () => late.abort(new Error("just now"));
  await expect(setUp([refused()], { signal: late.signal, onWait }).answer).rejects.toThrow("just now");
});
