import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";
import { call } from "../support.ts";

// Needs zsh and fish, of Debian's packages of these names.
const script = async (shell: string): Promise<string> => (await call(["completion", shell])).stdout;

test("zsh reads its script", async () => {
  expect(spawnSync("zsh", ["-n"], { input: await script("zsh"), encoding: "utf8" })).toMatchObject({
    status: 0,
    stderr: "",
  });
});

test("fish reads its script, and offers what there is", async () => {
  const input = `${await script("fish")}\ncomplete -C 'pigeon jobs --state d'\ncomplete -C 'pigeon errors tr'\n`;
  const { status, stdout, stderr } = spawnSync("fish", ["--no-config", "-c", input], { encoding: "utf8" });
  const said = "dead\tonly in this state\ntrends\terrors by the hour, and where they are going\n";
  expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: said, stderr: "" });
});
