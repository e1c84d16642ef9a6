import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

import { describe, expect, it } from "vitest";

interface Outcome {
  readonly code: unknown;
  readonly stdout: string;
  readonly stderr: string;
}

function run(name: string, env: Record<string, string> = {}): Promise<Outcome> {
  const path = fileURLToPath(new URL(`../examples/${name}`, import.meta.url));
  return new Promise((resolve) => {
    execFile(process.execPath, ["--conditions=@pigeon/source", path], { env }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : error.code, stdout, stderr });
    });
  });
}

describe("examples/load.ts", () => {
  it("runs on the defaults", async () => {
    expect(await run("load.ts")).toEqual({
      code: 0,
      stdout: "The hub listens on 127.0.0.1:4040.\nA call may take 30000 ms.\n",
      stderr: "",
    });
  });

  it("reads the environment and tells of unknown variables", async () => {
    const { code, stdout, stderr } = await run("load.ts", { PIGEON_ENV: "development", PIGEON_PORT: "1" });
    expect(code).toBe(0);
    expect(stdout).toContain("A call may take 10000 ms.");
    expect(stderr).toContain("PIGEON_PORT is no variable of Pigeon");
  });

  it("fails with all problems", async () => {
    const { code, stdout, stderr } = await run("load.ts", {
      PIGEON_CB_TIMEOUT_MS: "5s",
      PIGEON_HUB_PORT: "70000",
    });
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toContain("The configuration has 2 problems:");
    expect(stderr).toContain("PIGEON_CB_TIMEOUT_MS");
    expect(stderr).toContain("PIGEON_HUB_PORT");
  });
});

describe("examples/profiles.ts", () => {
  it("shows an inherited profile and where values come from", async () => {
    const { code, stdout } = await run("profiles.ts");
    expect(code).toBe(0);
    expect(stdout).toMatch(/^2 10\n/);
    expect(stdout).toMatch(/PIGEON_RETRY_MAX_RETRIES +2 +profile staging\n/);
    expect(stdout).toMatch(/PIGEON_CB_FAILURE_THRESHOLD +10 +profile production\n/);
    expect(stdout).toMatch(/PIGEON_HUB_PORT +8080 +override\n/);
    expect(stdout).toMatch(
      /PIGEON_STORE_URL +postgres:\/\/pigeon:\*\*\*@db\.internal\/pigeon +environment\n/,
    );
    expect(stdout).not.toContain("hunter2");
  });
});

describe("README.md", () => {
  it("shows what the examples print", async () => {
    const readme = await readFile(new URL("../README.md", import.meta.url), "utf8");
    const env = { PIGEON_CB_TIMEOUT_MS: "5s", PIGEON_HUB_PORT: "70000", PIGEON_LOGLEVEL: "debug" };
    const { stderr } = await run("load.ts", env);
    // The warning is told at once, then again among the problems.
    expect(readme).toContain(`\`\`\`text\n${stderr.slice(stderr.indexOf("\n") + 1)}\`\`\``);
    const { stdout } = await run("profiles.ts");
    expect(readme).toContain(`\`\`\`text\n${stdout}\`\`\``);
  });

  it.each(["load.ts", "profiles.ts"])("shows examples/%s as it is", async (name) => {
    const readme = await readFile(new URL("../README.md", import.meta.url), "utf8");
    const source = await readFile(new URL(`../examples/${name}`, import.meta.url), "utf8");
    expect(readme).toContain(`<!-- example: examples/${name} -->\n\n\`\`\`ts\n${source}\`\`\`\n`);
  });
});
