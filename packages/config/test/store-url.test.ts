import { describe, expect, it } from "vitest";

import { isStoreUrl, maskStoreUrl } from "../src/pigeon/store-url.ts";

describe("isStoreUrl", () => {
  it.each([
    "memory:",
    "sqlite:./pigeon.db",
    "sqlite:/var/lib/pigeon.db",
    "sqlite:///var/lib/pigeon.db",
    "sqlite::memory:",
    "sqlite:C:\\data\\pigeon.db",
    "postgres://localhost/pigeon",
    "postgresql://me:p%40ss@[::1]:5432/pigeon?sslmode=require",
    "postgres:///pigeon?host=/run/postgresql",
    "postgres://me:secret@db1:5432,db2,[::2]:5433/pigeon?target_session_attrs=read-write",
  ])("takes %j", (given) => {
    expect(isStoreUrl(given)).toBe(true);
  });

  it.each([
    "",
    "pigeon.db",
    "memory",
    "memory:x",
    "MEMORY:",
    "sqlite:",
    "sqlite://",
    "sqlite://pigeon.db",
    "sqlite:a\nb",
    "postgres:",
    "postgres://",
    "postgres:pigeon",
    "postgres://host:port/db",
    "postgres://me@db1:5432,db2:port/db",
    "postgres://me:secret,80,x",
    "mysql://localhost/pigeon",
    "postgres://me:12/34@host/db",
    "postgres://me:12?34@host/db",
    "postgres://me:12#34@host/db",
    "postgres://host/db\n",
  ])("refuses %j", (given) => {
    expect(isStoreUrl(given)).toBe(false);
  });
});

describe("maskStoreUrl", () => {
  it.each([
    ["memory:", "memory:"],
    ["sqlite:./pigeon.db", "sqlite:./pigeon.db"],
    ["postgres://localhost/pigeon", "postgres://localhost/pigeon"],
    ["postgres://me@localhost/pigeon", "postgres://me@localhost/pigeon"],
    ["postgres://me:hunter2@localhost/pigeon", "postgres://me:***@localhost/pigeon"],
    ["postgresql://:hunter2@localhost/pigeon", "postgresql://:***@localhost/pigeon"],
    ["postgres://me:hun@ter2@localhost/pigeon", "postgres://me:***@localhost/pigeon"],
    ["postgres://me:hunter2@db1:1,db2,[::2]:5/p?x=hunter2", "postgres://me:***@db1:1,db2,[::2]:5/p?***"],
    ["postgres://h/db?user=me&password=hunter2", "postgres://h/db?***"],
    ["postgres://me:hunter2@h/db?hunter2", "postgres://me:***@h/db?***"],
  ])("shows %j as %j", (given, expected) => {
    expect(maskStoreUrl(given)).toBe(expected);
  });

  it.each([
    ["mysql://me:hunter2@host/db", "mysql://***"],
    ["postgres://me:hunter2", "postgres://***"],
    ["postgres://me:1/hunter2@host/db", "postgres://***"],
    ["postgres://me:1#hunter2@host/db", "postgres://***"],
    ["sqlite://hunter2", "sqlite:***"],
    ["hunter2://x", "***"],
    ["hunter2", "***"],
  ])("shows of the bad %j only %j", (given, expected) => {
    expect(maskStoreUrl(given)).toBe(expected);
  });
});
