import { DatabaseSync } from "node:sqlite";
import { expect, onTestFinished, test } from "vitest";
import { CommitGroup } from "../../src/store/sqlite/commit-group.ts";

/** A group on a table of names, whose deferred flushes the test runs itself. */
function setUp() {
  const db = new DatabaseSync(":memory:");
  onTestFinished(() => db.close());
  db.exec("CREATE TABLE names (name TEXT PRIMARY KEY)");
  const deferred: (() => void)[] = [];
  const group = new CommitGroup(db, "the.db", (flush) => deferred.push(flush));
  const insert = (name: string) => db.prepare("INSERT INTO names VALUES (?)").run(name);
  return {
    db,
    group,
    deferred,
    insert,
    add: (name: string) => group.run(() => void insert(name)),
    names: () =>
      db
        .prepare("SELECT name FROM names ORDER BY rowid")
        .all()
        .map(({ name }) => name),
    flush: () => deferred.splice(0).forEach((each) => each()),
  };
}

test("works wait for the deferred flush and share one transaction", async () => {
  const { db, group, deferred, names, flush, insert } = setUp();
  const inside: boolean[] = [];
  const work = (name: string) =>
    group.run(() => {
      inside.push(db.isTransaction);
      insert(name);
      return name.toUpperCase();
    });
  const answers = Promise.all([work("a"), work("b"), work("c")]);
  expect([deferred.length, names()]).toEqual([1, []]);
  flush();
  expect(await answers).toEqual(["A", "B", "C"]);
  expect([names(), inside, db.isTransaction]).toEqual([["a", "b", "c"], [true, true, true], false]);
});

test("answers come after the commit", async () => {
  const { db, add, flush } = setUp();
  const committed: boolean[] = [];
  const answer = add("a").then(() => committed.push(!db.isTransaction));
  flush();
  expect(committed).toEqual([]);
  await answer;
  expect(committed).toEqual([true]);
});

test("a work that throws is undone alone, all that it wrote", async () => {
  const { group, add, insert, names, flush } = setUp();
  const works = [
    add("a"),
    group.run(() => {
      insert("half");
      throw new Error("changed my mind");
    }),
    add("a"),
    add("b"),
  ];
  flush();
  const settled = await Promise.allSettled(works);
  expect(settled.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "rejected", "fulfilled"]);
  expect(settled[1]).toMatchObject({ reason: { message: "changed my mind" } });
  expect(settled[2]).toMatchObject({ reason: { name: "StoreError", code: "unavailable" } });
  expect(names()).toEqual(["a", "b"]);
});

test("what is in memory is told to finish before the commit, and when something was undone", async () => {
  const db = new DatabaseSync(":memory:");
  onTestFinished(() => db.close());
  const told: string[] = [];
  const memory = { finish: () => void told.push("finish"), undone: () => void told.push("undone") };
  const deferred: (() => void)[] = [];
  const group = new CommitGroup(db, "the.db", (flush) => deferred.push(flush), memory);
  const work = (name: string, fails = false) =>
    group.run(() => {
      told.push(name);
      if (fails) throw new Error("no");
    });
  const flush = () => deferred.splice(0).forEach((each) => each());
  const good = [work("a"), work("b")];
  flush();
  await Promise.all(good);
  expect(told.splice(0)).toEqual(["a", "b", "finish"]);
  const mixed = [work("a"), work("b", true), work("c")];
  flush();
  await Promise.allSettled(mixed);
  // All together first, then each under a savepoint of its own.
  expect(told.splice(0)).toEqual(["a", "b", "undone", "a", "finish", "b", "undone", "c", "finish"]);
  const alone = work("a", true);
  flush();
  await expect(alone).rejects.toThrow("no");
  expect(told).toEqual(["a", "undone"]);
});

test("more works than one transaction takes go into the next, in order", async () => {
  const { add, deferred, names, flush } = setUp();
  const wanted = Array.from({ length: 1201 }, (_, index) => `n${index}`);
  const all = Promise.all(wanted.map(add));
  const sizes = [];
  while (deferred.length > 0) {
    flush();
    sizes.push(names().length);
  }
  await all;
  expect(sizes).toEqual([500, 1000, 1201]);
  expect(names()).toEqual(wanted);
});

test("works asked for while others are answered come with the next flush", async () => {
  const { add, names, flush, deferred } = setUp();
  const chain = add("first").then(() => add("second"));
  flush();
  await Promise.resolve();
  await Promise.resolve();
  expect([names(), deferred.length]).toEqual([["first"], 1]);
  flush();
  await chain;
  expect(names()).toEqual(["first", "second"]);
});

test("closing commits what is pending, in order, and refuses what comes later", async () => {
  const { add, group, names, flush } = setUp();
  const pending = Promise.all(Array.from({ length: 1100 }, (_, index) => add(`n${index}`)));
  group.close();
  expect(names()).toHaveLength(1100);
  await pending;
  await expect(add("late")).rejects.toMatchObject({ name: "StoreError", code: "closed" });
  flush();
  expect(names()).toHaveLength(1100);
});

test("when the commit fails, nobody's work is kept, and the next group works again", async () => {
  const { db, add, group, names, flush } = setUp();
  db.exec(
    "PRAGMA foreign_keys = ON; CREATE TABLE refs (name TEXT REFERENCES names (name) DEFERRABLE INITIALLY DEFERRED)",
  );
  const dangling = group.run(() => db.exec("INSERT INTO refs VALUES ('nobody')"));
  const settled = Promise.allSettled([add("a"), dangling]);
  flush();
  for (const each of await settled)
    expect(each).toMatchObject({
      status: "rejected",
      reason: { name: "StoreError", message: expect.stringContaining("the.db") },
    });
  expect([names(), db.isTransaction]).toEqual([[], false]);
  const again = add("b");
  flush();
  await again;
  expect(names()).toEqual(["b"]);
});

test("an engine error that undoes the whole transaction rejects every work of it", async () => {
  const { db, add, group, names, flush } = setUp();
  const before = add("a");
  const undoing = group.run(() => db.exec("INSERT OR ROLLBACK INTO names VALUES ('a')"));
  const settled = Promise.allSettled([before, undoing, add("b")]);
  flush();
  expect((await settled).map(({ status }) => status)).toEqual(["rejected", "rejected", "rejected"]);
  expect(names()).toEqual([]);
  const again = add("a");
  flush();
  await again;
  expect(names()).toEqual(["a"]);
});

test("nobody is left without an answer when even undoing fails", async () => {
  const { db, group, add, flush } = setUp();
  const lost = group.run(() => db.close());
  const settled = Promise.allSettled([add("a"), lost, add("b")]);
  flush();
  expect((await settled).map(({ status }) => status)).toEqual(["rejected", "rejected", "rejected"]);
  db.open();
});
