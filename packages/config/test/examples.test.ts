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

describe("examples/shop.ts", () => {
  it("reads the variables of its sections", async () => {
    const env = { DATABASE_URL: "postgres://db/orders", SHOP_ENV: "production", SHOP_HTTP_PORT: "80" };
    expect(await run("shop.ts", env)).toEqual({
      code: 0,
      stdout: "Port 80, 10000 ms, region eu.\n",
      stderr: "",
    });
  });
});

describe("examples/watch.ts", () => {
  it("takes a good version and refuses a bad one", async () => {
    const { code, stdout } = await run("watch.ts");
    expect(code).toBe(0);
    expect(stdout).toMatch(/^retry\.maxRetries: 5 -> 7\nThe configuration has 1 problem:\n/);
    expect(stdout).toContain("pigeon.config.yaml:2");
    expect(stdout).toContain("Still in force: 7 retries.\n");
  });
});

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
    expect(stderr).toContain("PIGEON_PORT is no known variable");
  });

  it("fails with all problems", async () => {
    const { code, stdout, stderr } = await run("load.ts", {
      PIGEON_CB_TIMEOUT_MS: "5 sec",
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
    const env = { SHOP_HTTP_PORT: "5s", SHOP_HTTP_ORIGIN: "x", SHOP_DATABASE_POOL_MIN: "20" };
    const { stderr } = await run("shop.ts", env);
    // The warning is told at once, then again among the problems.
    expect(readme).toContain(`\`\`\`text\n${stderr.slice(stderr.indexOf("\n") + 1)}\`\`\``);
    for (const name of ["profiles.ts", "watch.ts"]) {
      const { stdout } = await run(name);
      expect(readme).toContain(`\`\`\`text\n${stdout}\`\`\``);
    }
  });

  it.each(["shop.ts", "load.ts", "profiles.ts", "watch.ts"])("shows examples/%s as it is", async (name) => {
    const readme = await readFile(new URL("../README.md", import.meta.url), "utf8");
    const source = await readFile(new URL(`../examples/${name}`, import.meta.url), "utf8");
    expect(readme).toContain(`<!-- example: examples/${name} -->\n\n\`\`\`ts\n${source}\`\`\`\n`);
  });
});
