import { join } from "node:path";
import type { DatabaseSync, StatementSync } from "node:sqlite";
import { openDatabase } from "../../src/store/sqlite/open.ts";
import { sqliteStore } from "../../src/store/sqlite/store.ts";
import { defer } from "../../src/system.ts";
import { describeStore } from "./conformance.ts";
import { folder } from "./folder.ts";
import { openAt } from "./open-at.ts";
import { machine } from "./support.ts";

describeStore("SQLite in a file", async () => openAt(join(folder(), "pigeon.db")));
describeStore("SQLite in memory", async () => openAt(":memory:"));
describeStore("SQLite of Node.js before 22.16, whose rows are objects", async () =>
  sqliteStore(withObjectRows(openDatabase(":memory:")), ":memory:", machine, defer),
);

function withObjectRows(db: DatabaseSync): DatabaseSync {
  const prepare = (sql: string) => {
    const statement = db.prepare(sql);
    const all: StatementSync["all"] = (...values: never[]) => statement.all(...values);
    const run: StatementSync["run"] = (...values: never[]) => statement.run(...values);
    return { all, run };
  };
  return new Proxy(db, {
    get: (_target, key) => {
      if (key === "prepare") return prepare;
      const value: unknown = Reflect.get(db, key, db);
      return typeof value === "function" ? value.bind(db) : value;
    },
  });
}
