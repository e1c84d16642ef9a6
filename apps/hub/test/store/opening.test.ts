import { execFile } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { execPath } from "node:process";
import { DatabaseSync } from "node:sqlite";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { openStore } from "../../src/store/open.ts";
import { defer, systemClock } from "../../src/system.ts";
import { folder } from "./folder.ts";
import { openAt } from "./open-at.ts";
import { entry, machine } from "./support.ts";
import { refusal, atRefusal } from "./refusal.ts";

const elsewhere = "or name another file by PIGEON_STORE_URL=sqlite:PATH";
const restore = "restore a backup, or move it away to start empty";

test("a folder that is missing, or is a file, is named with the way to mend it", () => {
  const base = folder();
  writeFileSync(join(base, "file"), "");
  for (const parent of ["missing", "file"]) {
    const file = join(base, parent, "pigeon.db");
    expect(atRefusal(file)).toEqual({
      code: "unavailable",
      message: `${join(base, parent)}, where ${file} would lie, is no folder; make it, ${elsewhere}`,
    });
  }
  expect(readdirSync(base)).toEqual(["file"]);
});

test("a folder in the place of the file is refused", () => {
  const path = folder();
  expect(atRefusal(path)).toEqual({
    code: "unavailable",
    message: `${path} is not a file; move it away, ${elsewhere}`,
  });
});

test("a file that this user may not write is refused", async () => {
  const file = join(folder(), "pigeon.db");
  await openAt(file).close();
  // Permission bits do not bind root, so a process that gave up root tries.
  const script = `
    import { chmodSync } from "node:fs";
    import { dirname } from "node:path";
    const [file, files] = process.argv.slice(1);
    if (process.getuid() === 0) { chmodSync(dirname(file), 0o755); chmodSync(file, 0o644); }
    else { chmodSync(file, 0o444); }
    const { openAt } = await import(files);
    if (process.getuid() === 0) { process.setgid(65534); process.setuid(65534); }
    try { openAt(file); console.log("opened"); } catch ({ name, code, message }) { console.log(JSON.stringify({ name, code, message })); }
  `;
  const { stdout } = await promisify(execFile)(execPath, [
    "--conditions=@pigeon/source",
    "--input-type=module",
    "--eval",
    script,
    file,
    new URL("open-at.ts", import.meta.url).href,
  ]);
  const refused: unknown = JSON.parse(stdout);
  expect(refused).toMatchObject({ name: "StoreError", code: "unavailable" });
  expect(refused).toMatchObject({
    message: expect.stringContaining(`${file} cannot serve: this user may not read and write`),
  });
  expect(refused).toMatchObject({ message: expect.stringContaining(`; grant that, ${elsewhere}`) });
});

test.each([
  ["long", "garbage ".repeat(5000)],
  ["of one page", "x".repeat(4096)],
  ["short", "my notes"],
])("a file that is no database (%s) is refused and left as it is", (_what, content) => {
  const file = join(folder(), "pigeon.db");
  writeFileSync(file, content);
  const { code, message } = refusal(() => openAt(file));
  expect(code).toBe("corrupt");
  expect(message).toContain(file);
  expect(message).toContain(restore);
  expect(readFileSync(file, "utf8")).toBe(content);
});

test("an empty file is taken for a new database", async () => {
  const file = join(folder(), "pigeon.db");
  writeFileSync(file, "");
  const store = openAt(file);
  await store.enqueue([entry()]);
  await store.close();
  expect(statSync(file).size).toBeGreaterThan(0);
});

/** A closed database of many pages. */
async function filled(): Promise<string> {
  const file = join(folder(), "pigeon.db");
  const store = openAt(file);
  await store.enqueue(Array.from({ length: 200 }, () => entry({}, { payload: "x".repeat(500) })));
  await store.close();
  return file;
}

test.each([
  ["cut off", (file: string) => truncateSync(file, Math.floor(statSync(file).size / 2 / 4096) * 4096)],
  [
    "overwritten in the middle",
    (file: string) => {
      const bytes = readFileSync(file);
      bytes.fill(0x5a, 4096 * 3, 4096 * 12);
      writeFileSync(file, bytes);
    },
  ],
])("a database that was %s is refused as damaged", async (_how, damage) => {
  const file = await filled();
  damage(file);
  const { code, message } = refusal(() => openAt(file));
  expect(code).toBe("corrupt");
  expect(message).toContain(file);
  expect(message).toContain(restore);
});

test("another program's database is refused and left as it is", () => {
  const file = join(folder(), "other.db");
  const other = new DatabaseSync(file);
  other.exec("CREATE TABLE notes (text TEXT); INSERT INTO notes VALUES ('mine'); PRAGMA user_version = 99");
  other.close();
  const before = readFileSync(file);
  expect(atRefusal(file)).toEqual({
    code: "corrupt",
    message: `${file} is a SQLite database of another program; give the hub a file of its own by PIGEON_STORE_URL`,
  });
  expect(readFileSync(file)).toEqual(before);
  const marked = new DatabaseSync(file);
  marked.exec("DROP TABLE notes; PRAGMA application_id = 7");
  marked.close();
  expect(atRefusal(file).code).toBe("corrupt");
});

test("a database of a newer schema is refused and left as it is", async () => {
  const file = join(folder(), "pigeon.db");
  await openAt(file).close();
  const newer = new DatabaseSync(file);
  const known = Number(newer.prepare("PRAGMA user_version").get()?.["user_version"]);
  newer.exec(`PRAGMA user_version = ${known + 1}`);
  newer.close();
  const before = readFileSync(file);
  expect(atRefusal(file)).toEqual({
    code: "newer",
    message: `${file} was written by a newer Pigeon (schema ${known + 1}, this one knows ${known}); run that version or newer, or restore an older backup`,
  });
  expect(readFileSync(file)).toEqual(before);
});

test("URLs: a file, memory, and schemes that there is no store for", async () => {
  const file = join(folder(), "url.db");
  const ports = { clock: systemClock, defer };
  await (await openStore(`sqlite:${file}`, machine, ports)).close();
  expect(existsSync(file)).toBe(true);
  await (await openStore("memory:", machine, ports)).close();
  await expect(openStore("mysql://root:hunter2@db/x", machine, ports)).rejects.toMatchObject({
    code: "unavailable",
    message:
      "PIGEON_STORE_URL: this version has no store for mysql:; use sqlite:PATH, postgres://… or memory:",
  });
});

test("messages name the file by its full path, however it was given", () => {
  const base = folder();
  mkdirSync(join(base, "in"));
  const { message } = refusal(() => openAt(join(base, "in", "..", "missing", "pigeon.db")));
  expect(message).toContain(join(base, "missing", "pigeon.db"));
});
