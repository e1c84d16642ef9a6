import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { readAddress } from "../../src/store/postgres/address.ts";
import { Hosts } from "../../src/store/postgres/hosts.ts";
import { passwordIn } from "../../src/store/postgres/password.ts";

const refusal = (url: string): string => {
  try {
    readAddress(url);
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error("it was taken");
};

test("a full URL, its parts decoded", () => {
  const url =
    "postgresql://us%65r:p%40ss@db.internal:6543/jobs%20db?application_name=blue&pool_size=9&statement_timeout=2000";
  expect(readAddress(url)).toEqual({
    hosts: new Hosts([{ host: "db.internal", port: 6543 }]),
    database: "jobs db",
    user: "user",
    password: "p@ss",
    ssl: {},
    applicationName: "blue",
    poolSize: 9,
    statementTimeoutMs: 2000,
    name: "db.internal:6543/jobs db",
  });
});

test("what is left out: the port, the password for PGPASSFILE, TLS on the same machine", () => {
  expect(readAddress("postgres://pigeon@localhost/pigeon")).toMatchObject({
    hosts: { current: { host: "localhost", port: 5432 } },
    user: "pigeon",
    password: undefined,
    ssl: false,
    applicationName: "pigeon-hub",
    poolSize: 5,
    statementTimeoutMs: 30_000,
  });
  expect(readAddress("postgres://127.0.0.1/pigeon").user).toBeUndefined();
  expect(readAddress("postgres://u@[::1]:1/p")).toMatchObject({
    hosts: { current: { host: "::1" } },
    ssl: false,
    name: "[::1]:1/p",
  });
  expect(readAddress("postgres://u@x/pigeon?host=/run/postgresql")).toMatchObject({
    hosts: { current: { host: "/run/postgresql" } },
    ssl: false,
    name: "/run/postgresql (pigeon)",
  });
});

test.each([
  ["", {}],
  ["?sslmode=verify-full", {}],
  ["?sslmode=verify-ca", { checkServerIdentity: expect.any(Function) }],
  ["?sslmode=require", { rejectUnauthorized: false, checkServerIdentity: expect.any(Function) }],
  ["?sslmode=disable", false],
])("TLS to another machine with %j", (query, ssl) => {
  expect(readAddress(`postgres://u@db/p${query}`).ssl).toEqual(ssl);
});

test("several hosts, looked at from where the database was found last", () => {
  const { hosts, name, ssl } = readAddress(
    "postgres://u@db1:5433,db2,[::2]:1/p?target_session_attrs=read-write&sslmode=disable",
  );
  const [db1, db2, db3] = [
    { host: "db1", port: 5433 },
    { host: "db2", port: 5432 },
    { host: "::2", port: 1 },
  ];
  expect([name, ssl]).toEqual(["db1:5433,db2:5432,[::2]:1/p", false]);
  expect([hosts.several, hosts.current, hosts.order]).toEqual([true, db1, [db1, db2, db3]]);
  const [, second] = hosts.all;
  if (second !== undefined) hosts.found(second);
  expect([hosts.current, hosts.order]).toEqual([db2, [db2, db3, db1]]);
  expect(readAddress("postgres://u@localhost,db2/p").ssl).toEqual({});
  expect(refusal("postgres://u@db1,,db2/p")).toContain("expected postgres://");
  expect(refusal("postgres://u@a,b/p?host=/run/x&target_session_attrs=any")).toBe(
    'PIGEON_STORE_URL: host: expected either one here or several before the database\'s name; target_session_attrs: expected read-write, received "any"',
  );
});

test("certificates come from files; an authority that is named is asked, also by require", () => {
  const folder = mkdtempSync(join(tmpdir(), "pigeon-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "ca.pem");
  writeFileSync(file, "AUTHORITY");
  const files = `sslrootcert=${file}&sslcert=${file}&sslkey=${file}`;
  expect(readAddress(`postgres://u@db/p?sslmode=require&${files}`).ssl).toEqual({
    ca: "AUTHORITY",
    cert: "AUTHORITY",
    key: "AUTHORITY",
    checkServerIdentity: expect.any(Function),
  });
});

test("all that is wrong is said at once, without the password", () => {
  const said = refusal(
    "postgres://u:hunter2@db?sslmode=prefer&pool_size=0&statement_timeout=5s&ssl=1&sslrootcert=/none.pem",
  );
  expect(said).toBe(
    'PIGEON_STORE_URL: there is no parameter ssl; there are host, sslmode, sslrootcert, sslcert, sslkey, application_name, pool_size, statement_timeout, target_session_attrs; it names no database; pool_size: expected a whole number from 1 to 100, received "0"; statement_timeout: expected a whole number from 100 to 3600000, received "5s"; sslmode: expected disable, require, verify-ca, verify-full, received "prefer"',
  );
  expect(refusal("postgres://u:hunter2@db/p?sslrootcert=/none.pem")).toBe(
    "PIGEON_STORE_URL: sslrootcert: cannot read the file /none.pem",
  );
  expect(refusal("postgres:///pigeon")).toContain("it names no host");
  expect(refusal("postgres://u:hunter2@:x/")).toBe(
    "PIGEON_STORE_URL: expected postgres://USER@HOST:PORT/DATABASE",
  );
});

test.each([
  ["db:5432:pigeon:u:first\ndb:5432:pigeon:u:second", "first"],
  ["# db:5432:pigeon:u:no\r\n*:*:*:u:any\r\n", "any"],
  ["db:5433:pigeon:u:no\nother:*:*:*:no\ndb:*:*:v:no", undefined],
  [String.raw`db:5432:pigeon:u:a\:b\\c`, String.raw`a:b\c`],
  ["db:5432:pigeon", undefined],
  ["", undefined],
])("a password file with %j", (text, password) => {
  const { hosts, database, user } = readAddress("postgres://u@db/pigeon");
  expect(passwordIn(text, { ...hosts.current, database, user })).toBe(password);
});
