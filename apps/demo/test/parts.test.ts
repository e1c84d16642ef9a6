import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { withoutPigeon } from "../src/environment.ts";
import { fileStats } from "../src/file-stats.ts";
import { findFiles } from "../src/find-files.ts";
import { expectedState, loadJob, seeded } from "../src/load-plan.ts";
import { Progress } from "../src/progress.ts";
import { handlers } from "../src/sample-handlers.ts";

describe("file stats", () => {
  test.each([
    ["", { bytes: 0, lines: 0, words: 0 }],
    ["one", { bytes: 3, lines: 1, words: 1 }],
    ["one two\n", { bytes: 8, lines: 1, words: 2 }],
    ["é\n\n b", { bytes: 6, lines: 3, words: 2 }],
  ])("of %j", (text, expected) => {
    expect(fileStats(Buffer.from(text))).toMatchObject(expected);
  });

  test("hash the content", () => {
    expect(fileStats(Buffer.from("abc")).sha256).toBe(
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
    );
  });
});

test("files are found below all folders, by their endings, and links are not followed", () => {
  const root = mkdtempSync(join(tmpdir(), "pigeon-files-"));
  onTestFinished(() => rmSync(root, { recursive: true }));
  mkdirSync(join(root, "deep", "er"), { recursive: true });
  for (const file of ["b.md", "a.js", "deep/er/c.js", "no.txt", "deep/x.json"])
    writeFileSync(join(root, file), "");
  symlinkSync(join(root, "deep"), join(root, "link"));
  expect(findFiles(root)).toEqual(["a.js", "b.md", join("deep", "er", "c.js")]);
});

describe("progress", () => {
  function shown(isTTY: boolean): { progress: Progress; text: () => string } {
    let text = "";
    const stream = { isTTY, write: (chunk: string) => (text += chunk) };
    return { progress: new Progress(10, stream as unknown as NodeJS.WriteStream), text: () => text };
  }

  test("is a line for each tenth where there is no terminal", () => {
    const { progress, text } = shown(false);
    for (const done of [0, 0, 1, 1, 10]) progress.update(done, "x");
    progress.say("killed");
    expect(text()).toBe("    0%  0/10  x\n   10%  1/10  x\n  100%  10/10  x\nkilled\n");
  });

  test("is a bar that is drawn over itself on a terminal", () => {
    const { progress, text } = shown(true);
    progress.update(5, "x");
    expect(text()).toBe(`\r\x1b[K  ${"█".repeat(15)}${"░".repeat(15)}  50%  5/10  x`);
    progress.say("killed");
    expect(text().endsWith("\r\x1b[Kkilled\n")).toBe(true);
  });
});

test("the demo's processes inherit no PIGEON_ variable of the shell", () => {
  expect(withoutPigeon({ PIGEON_HUB_PORT: "1", PATH: "/bin" })).toEqual({ PIGEON_HUB_PORT: undefined });
});

describe("the sample handlers", () => {
  const { signal } = new AbortController();

  test("count a text, and refuse for good what is none", () => {
    const run = (payload: unknown) => handlers["text.stats"]({ payload, attempt: 1 });
    expect(run({ text: "a bird\nin the hand" })).toEqual({ characters: 18, words: 5, lines: 2 });
    expect(() => run({})).toThrow(expect.objectContaining({ retryable: false }));
    expect(() => run(null)).toThrow(/expected \{text: string\}/);
  });

  test("sleep as long as told, and fail twice on purpose", async () => {
    expect(await handlers.sleep({ payload: { ms: 1 }, attempt: 1 }, { signal })).toMatchObject({
      sleptMs: 1,
    });
    expect(() => handlers.flaky({ payload: null, attempt: 2 })).toThrow(/on purpose/);
    expect(handlers.flaky({ payload: null, attempt: 3 })).toEqual({ succeededOnAttempt: 3 });
  });
});

test("the plan of a load is the same for the same seed, and says how each job ends", () => {
  const plan = (seed: number) => {
    const random = seeded(seed);
    return Array.from({ length: 500 }, (_, n) => loadJob(n, random));
  };
  expect(plan(7)).toEqual(plan(7));
  expect(plan(7)).not.toEqual(plan(8));
  const ends = plan(7).map(({ payload }) => expectedState(payload.plan));
  expect(new Set(ends)).toEqual(new Set(["succeeded", "dead"]));
});
