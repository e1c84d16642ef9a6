import { mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { tokenFromFile } from "../src/token-file.ts";

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "pigeon-token-"));
  file = join(folder, "token");
});
afterEach(() => rm(folder, { recursive: true }));

test("takes what the file says now", async () => {
  await writeFile(file, "one\n");
  const token = tokenFromFile(file);
  expect(token()).toBe("one");
  await writeFile(`${file}.new`, "two");
  await rename(`${file}.new`, file);
  expect(token()).toBe("two");
});

test("keeps the last token while the file is gone or holds none", async () => {
  await writeFile(file, "one");
  const token = tokenFromFile(file);
  await writeFile(file, "two words");
  expect(token()).toBe("one");
  await rm(file);
  expect(token()).toBe("one");
  await writeFile(file, "three");
  expect(token()).toBe("three");
});

test("says at once what is wrong with it, and not what it holds", async () => {
  expect(() => tokenFromFile(file)).toThrow(`--token-file: the file ${file} cannot be read (ENOENT)`);
  await writeFile(file, "my secret");
  expect(() => tokenFromFile(file)).toThrow(/^(?!.*my secret)--token-file: expected visible ASCII/);
});
