import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { call } from "./support.ts";

const script = async (shell: string): Promise<string> => (await call(["completion", shell])).stdout;

/** What bash offers for the last of the words. */
async function offers(...words: string[]): Promise<string[]> {
  const asked = `${await script("bash")}
COMP_WORDS=(${words.map((word) => `'${word}'`).join(" ")}); COMP_CWORD=$((\${#COMP_WORDS[@]} - 1))
_pigeon; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const out = execFileSync("bash", ["--norc", "--noprofile"], { input: asked, encoding: "utf8", cwd: "/" });
  return out
    .trim()
    .split("\n")
    .filter((word) => word !== "");
}

test("bash offers commands, subcommands, options and the values of options", async () => {
  expect(await offers("pigeon", "s")).toEqual(["submit", "status"]);
  expect(await offers("pigeon", "errors", "")).toEqual(
    expect.arrayContaining(["list", "summary", "trends", "--category", "--json"]),
  );
  expect(await offers("pigeon", "--json", "dead-letters", "re")).toEqual(["redrive"]);
  expect(await offers("pigeon", "jobs", "--state", "d")).toEqual(["dead"]);
  expect(await offers("pigeon", "jobs", "--li")).toEqual(["--limit"]);
  expect(await offers("pigeon", "jobs", "--limit", "")).toEqual([]);
  expect(await offers("pigeon", "completion", "f")).toEqual(["fish"]);
  expect(await offers("pigeon", "submit", "et")).toEqual(["etc"]);
  expect(await offers("pigeon", "jobs", "--token-file", "et")).toEqual(["etc"]);
  expect(await offers("pigeon", "fleet", "up", "--file", "et")).toEqual(["etc"]);
});

test.each(["bash", "zsh", "fish"])(
  "the script for %s has every command and option, and quotes what has to be",
  async (shell) => {
    const text = await script(shell);
    for (const word of ["dead-letters redrive", "alerts silence", "config docs", "json-schema"])
      expect(text).toContain(word);
    for (const option of ["wait-timeout", "fingerprint", "token-file", "interval"])
      expect(text).toContain(option);
    if (shell === "zsh")
      expect(text).toContain(String.raw`print a script that completes commands and options with the Tab key`);
    expect((text.match(/(?<!\\)'/g) ?? []).length % 2).toBe(0);
  },
);
