import { readFileSync } from "node:fs";
import type { Command } from "commander";
import { expect, test } from "vitest";
import { EXIT } from "../src/index.ts";
import { createProgram } from "../src/program.ts";
import { call } from "./support.ts";

const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");

function program(): Command {
  const io = { env: {}, stdout: { isTTY: false, columns: 80 }, stderr: { isTTY: false, columns: 80 } };
  return createProgram(io as never, () => Promise.resolve());
}

/** Every command that does something: how it is called, and what it does. */
function leaves(command: Command, path: readonly string[] = []): [usage: string, description: string][] {
  return command.commands.flatMap((each) => {
    const words = [...path, each.name()];
    if (each.commands.length > 0) return leaves(each, words);
    const usage = each.usage().replace("[options]", "").trim();
    return [[[...words, usage].join(" ").trim(), each.description()] as [string, string]];
  });
}

test("the README's table has every command, as its help says", () => {
  const rows = [...readme.matchAll(/^\| `pigeon (.+?)`\s*\| (.+?)\s*\|$/gm)].map(([, usage, what]) => [
    usage,
    what,
  ]);
  expect(rows).toEqual(leaves(program()));
});

test("the README's exit codes are those that there are, and the help has them too", async () => {
  const rows = [...readme.matchAll(/^\| (\d+)\s+\|/gm)].map(([, code]) => Number(code));
  expect(rows).toEqual(Object.values(EXIT));
  const { stdout } = await call(["--help"]);
  for (const code of rows) expect(stdout).toMatch(new RegExp(String.raw`\b${code} [a-z]`));
});

test("every command has help that says what it does", async () => {
  for (const [usage, description] of leaves(program())) {
    const words = usage.split(/ [[<]/)[0]?.split(" ") ?? [];
    const { exitCode, stdout } = await call(["help", ...words.slice(0, 1)]);
    expect(exitCode).toBe(0);
    const own = words.length > 1 ? await call([...words, "--help"]) : { stdout };
    expect(own.stdout.replace(/\s+/g, " ")).toContain(description);
  }
});
