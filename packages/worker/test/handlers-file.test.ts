import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { HandlersFileError, UsageError, handlersOf, loadHandlers } from "../src/handlers-file.ts";

const fn = (): number => 1;
const other = (): number => 2;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "handlers-"));
});
afterAll(() => rm(folder, { recursive: true }));

test.each([
  ["a default export that maps types", { default: { "text.stats": fn } }, { "text.stats": fn }],
  ["an export named handlers", { handlers: { "text.stats": fn }, other }, { "text.stats": fn }],
  ["the default export before the named", { default: { a: fn }, handlers: { b: fn } }, { a: fn }],
  ["exported functions", { stats: fn, upper: other, limit: 3 }, { stats: fn, upper: other }],
  ["a default function has no type", { default: fn }, {}],
  ["a default function beside named ones", { default: fn, upper: other }, { upper: other }],
  ["values that are no functions are no handlers", { default: { a: fn, note: "x" } }, { a: fn }],
])("%s", (_name, module, handlers) => {
  expect(handlersOf(module)).toEqual(handlers);
});

test("a relative name starts at the working directory", async () => {
  await writeFile(join(folder, "good.mjs"), 'export default { "text.stats": () => 1 };');
  expect(Object.keys(await loadHandlers("./good.mjs", folder))).toEqual(["text.stats"]);
});

test("a file that is not there, and one without handlers", async () => {
  await writeFile(join(folder, "empty.mjs"), "export const a = 1;");
  await expect(loadHandlers("nowhere.js", folder)).rejects.toThrow(
    new UsageError(`--handlers: there is no file ${join(folder, "nowhere.js")}`),
  );
  await expect(loadHandlers("empty.mjs", folder)).rejects.toThrow(
    /exports no handlers; expected export default/,
  );
});

test("an error of the module itself is kept with its stack", async () => {
  await writeFile(join(folder, "bad.mjs"), 'throw new Error("from the module");');
  const error = await loadHandlers("bad.mjs", folder).catch((error: unknown) => error);
  expect(error).toBeInstanceOf(HandlersFileError);
  expect((error as Error).cause).toMatchObject({
    message: "from the module",
    stack: expect.stringContaining("bad.mjs") as string,
  });
});
