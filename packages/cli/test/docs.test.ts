import { globSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Command } from "commander";
import { expect, test } from "vitest";
import { createProgram } from "../src/program.ts";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const files = globSync("{*.md,docs/*.md,{packages,apps}/*/{,docs/}*.md}", { cwd: root });
/** As a line of a shell, or as code within a text. */
const CALL = /(?:^|`)(?:[A-Z_]+=\S+ )*(?:npx )?pigeon ([a-z][^`#|>\n]*)/gm;
/** What these two get is for other programs to read. */
const HAND_ON = new Set(["hub", "worker"]);

function program(): Command {
  const io = { env: {}, stdout: { isTTY: false, columns: 80 }, stderr: { isTTY: false, columns: 80 } };
  return createProgram(io as never, () => Promise.resolve());
}

/** What is wrong with a call, if anything. */
function problemOf(call: string): string | undefined {
  let command = program();
  const known = new Set(["--help", ...command.options.map(({ long }) => long)]);
  const words = call.trim().split(/\s+/);
  for (const word of words) {
    const next = command.commands.find((each) => each.name() === word);
    if (next === undefined) break;
    command = next;
  }
  if (command.parent === null) return `there is no command ${words[0]}`;
  const after = words[words.indexOf(command.name()) + 1] ?? "-";
  if (command.commands.length > 0 && !after.startsWith("-"))
    return `${command.name()} has no command ${after}`;
  if (HAND_ON.has(command.name())) return undefined;
  const list = command.commands.find((each) => each.name() === "list");
  for (const { long } of [...command.options, ...(list?.options ?? [])]) known.add(long);
  const unknown = words.find((word) => word.startsWith("--") && !known.has(word));
  return unknown && `${command.name()} has no option ${unknown}`;
}

test("every command that docs show is there, with its options", () => {
  const calls = files.flatMap((file) =>
    [...readFileSync(`${root}/${file}`, "utf8").matchAll(CALL)].map(([, call = ""]) => ({ file, call })),
  );
  expect(calls.length).toBeGreaterThan(60);
  const problems = calls.flatMap(({ file, call }) => {
    const problem = problemOf(call);
    return problem === undefined ? [] : [`${file}: pigeon ${call.trim()}: ${problem}`];
  });
  expect(problems).toEqual([]);
});

test("a command and an option that are not there are found", () => {
  expect(problemOf("fly home")).toBe("there is no command fly");
  expect(problemOf("workers worker-1")).toBe("workers has no command worker-1");
  expect(problemOf("submit --wiat")).toBe("submit has no option --wiat");
  expect(problemOf("errors --limit 5")).toBeUndefined();
});
