import { readFileSync } from "node:fs";
import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, expect, onTestFinished, test } from "vitest";
import { nodeFinding, tokensFinding } from "../src/doctor/here.ts";
import { clockFinding } from "../src/doctor/hub.ts";
import { diskStatus } from "../src/doctor/store.ts";
import type { Finding } from "../src/doctor/finding.ts";
import { call, startTestHub, type CallOptions, type Called } from "./support.ts";

let cwd: string;
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), "pigeon-cli-"));
  return () => rm(cwd, { recursive: true });
});

const here = (argv: readonly string[], options: CallOptions = {}): Promise<Called> =>
  call(argv, { cwd, ...options });

test("config explain: each value and its source, secrets masked", async () => {
  const env = { PIGEON_HUB_PORT: "8080", PIGEON_AUTH_TOKENS: "ops:admin:very-secret-1" };
  const { exitCode, stdout } = await here(["config", "explain"], { env });
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(/^PIGEON_HUB_PORT +8080 +environment$/m);
  expect(stdout).not.toContain("very-secret-1");
  const { values } = (await here(["config", "explain", "--json"], { env })).json() as { values: object[] };
  expect(values).toContainEqual(expect.objectContaining({ variable: "PIGEON_HUB_PORT", value: "8080" }));
  const bad = await here(["config", "explain"], { env: { PIGEON_HUB_PORT: "x" } });
  expect(bad).toMatchObject({ exitCode: 2, stdout: "" });
  expect(bad.stderr).toContain("PIGEON_HUB_PORT");
});

test("config check: sound, with warnings, and with all problems", async () => {
  expect(await here(["config", "check"])).toMatchObject({
    exitCode: 0,
    stdout: "the configuration is sound\n",
    stderr: "",
  });
  const warned = await here(["config", "check"], { env: { PIGEON_HUB_PROT: "1", PIGEON_TOKEN: "t" } });
  expect(warned).toMatchObject({ exitCode: 0, stdout: "the configuration is sound, with 1 warning\n" });
  expect(warned.stderr).toContain("did you mean PIGEON_HUB_PORT");
  const env = { PIGEON_HUB_PORT: "x", PIGEON_RETRY_MAX_RETRIES: "-1" };
  const bad = await here(["config", "check"], { env });
  expect(bad).toMatchObject({ exitCode: 1, stdout: "" });
  expect(bad.stderr).toContain("The configuration has 2 problems:");
  const { ok, problems } = (await here(["config", "check", "--json"], { env })).json() as {
    ok: boolean;
    problems: string[];
  };
  expect([ok, problems.length]).toEqual([false, 2]);
  expect((await here(["config", "check", "--json"])).json()).toEqual({
    ok: true,
    problems: [],
    warnings: [],
  });
});

test("config docs: a table, an .env file, a JSON Schema, and JSON", async () => {
  expect((await here(["config", "docs"])).stdout).toContain("| `PIGEON_HUB_PORT`");
  expect((await here(["config", "docs", "--format", "env"])).stdout).toContain("PIGEON_HUB_PORT=4040");
  expect((await here(["config", "docs", "--format", "json-schema"])).json()).toHaveProperty("properties.hub");
  expect((await here(["config", "docs", "--json"])).json()).toHaveProperty("variables");
});

const findings = (called: Called): Record<string, string> =>
  Object.fromEntries(
    (called.json() as { findings: Finding[] }).findings.map(({ check, status, message }) => [
      check,
      `${status}: ${message}`,
    ]),
  );

test("doctor: all is well", async () => {
  const hub = await startTestHub();
  const env = { PIGEON_HUB_URL: hub.url, PIGEON_HUB_PORT: "0" };
  const called = await here(["doctor", "--json"], { env });
  const { node, disk, store, clock, hub: ready, ...others } = findings(called);
  expect(called.exitCode).toBe(0);
  expect(node).toBe(`ok: Node.js ${process.versions.node}`);
  expect(store).toBe(`ok: ${join(cwd, "pigeon.db")} (not there yet: the hub makes it)`);
  expect(disk).toMatch(/MiB free in /);
  expect(clock).toMatch(/^(?:ok|warning)/);
  expect(ready).toBe(`ok: ready at ${hub.url}`);
  expect(others).toEqual({
    configuration: "ok: sound",
    port: "ok: any free one",
    tokens: "ok: none: only this machine can call the hub",
    token: "ok: the hub asks for none",
  });
  const said = await here(["doctor"], { env });
  expect(said.stderr).toBe("nothing is wrong\n");
  expect(said.stdout).toMatch(/^ok {7}node {11}Node\.js /);
});

test("doctor: no hub, a port that is taken, tokens that are missing", async () => {
  const other = createServer((_request, response) => response.end("not a hub"));
  await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void other.close());
  const { port } = other.address() as AddressInfo;
  const env = {
    PIGEON_HUB_PORT: String(port),
    PIGEON_HUB_URL: `http://127.0.0.1:${port}`,
    PIGEON_STORE_URL: "memory:",
  };
  const called = await here(["doctor", "--json"], { env });
  expect(called.exitCode).toBe(1);
  expect(findings(called)).toMatchObject({
    store: "warning: memory: jobs are lost when the hub ends",
    port: `failed: 127.0.0.1:${port} is taken by something else`,
    hub: `failed: something else than a Pigeon hub answers at http://127.0.0.1:${port}`,
    token: "skipped: no hub to show it to",
  });
  await new Promise((resolve) => other.close(resolve));
  const gone = await here(["doctor"], { env });
  expect(gone.exitCode).toBe(1);
  expect(gone.stdout).toMatch(/^failed {3}hub {12}no answer at .+ \(ECONNREFUSED\)$/m);
  expect(gone.stdout).toContain(`ok       port           127.0.0.1:${port} is free`);
  expect(gone.stderr).toBe("1 thing to mend\n");
});

test("doctor: a hub on the port, a token that is wrong, one that is right", async () => {
  const hub = await startTestHub({ authTokens: [{ name: "ops", role: "admin", secret: "admin-secret-1" }] });
  const env = { PIGEON_HUB_URL: hub.url, PIGEON_HUB_PORT: new URL(hub.url).port };
  const wrong = findings(await here(["doctor", "--json"], { env: { ...env, PIGEON_TOKEN: "x-secret" } }));
  expect(wrong).toMatchObject({
    port: `ok: a hub listens on ${new URL(hub.url).host}`,
    token: "failed: the hub does not know the token of PIGEON_TOKEN",
  });
  const right = findings(
    await here(["doctor", "--json"], { env: { ...env, PIGEON_TOKEN: "admin-secret-1" } }),
  );
  expect(right).toMatchObject({ token: "ok: the hub knows ops of the role admin (from PIGEON_TOKEN)" });
});

test("doctor: a configuration that is wrong, a store that cannot be reached", async () => {
  const bad = findings(
    await here(["doctor", "--json"], { env: { PIGEON_HUB_PORT: "x", PIGEON_HUB_URL: "http://127.0.0.1:1" } }),
  );
  expect(bad["configuration"]).toContain("failed: The configuration has 1 problem:");
  const away = { PIGEON_STORE_URL: "postgres://u:p@127.0.0.1:1/d", PIGEON_HUB_URL: "http://127.0.0.1:1" };
  const store = findings(await here(["doctor", "--json"], { env: away }))["store"];
  expect(store).toBe("failed: PostgreSQL at 127.0.0.1:1 cannot be reached (ECONNREFUSED)");
  const missing = { PIGEON_STORE_URL: "sqlite:gone/pigeon.db", PIGEON_HUB_URL: "http://127.0.0.1:1" };
  expect(findings(await here(["doctor", "--json"], { env: missing }))["store"]).toContain("(ENOENT)");
});

test.skipIf(process.getuid?.() === 0)("doctor: a store that may not be written to", async () => {
  await mkdir(join(cwd, "locked"));
  await writeFile(join(cwd, "locked", "pigeon.db"), "x");
  await chmod(join(cwd, "locked", "pigeon.db"), 0o400);
  const env = { PIGEON_STORE_URL: "sqlite:locked/pigeon.db", PIGEON_HUB_URL: "http://127.0.0.1:1" };
  expect(findings(await here(["doctor", "--json"], { env }))["store"]).toContain("(EACCES)");
});

test("what the checks make of what they see", () => {
  expect(nodeFinding("20.1.0").status).toBe("failed");
  expect(nodeFinding("22.18.9").status).toBe("failed");
  expect(nodeFinding("22.19.0").status).toBe("ok");
  expect(nodeFinding("24.0.0").status).toBe("ok");
  const { engines } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")) as {
    engines: { node: string };
  };
  expect(nodeFinding("20.1.0").hint).toContain(engines.node.slice(2).replace(/\.0$/, ""));
  expect([99, 101, 1023, 1024].map((mib) => diskStatus(mib * 1024 * 1024))).toEqual([
    "failed",
    "warning",
    "warning",
    "ok",
  ]);
  expect(
    [0, 999, -1499, 4400, -9000, 9000].map((skew) => clockFinding(10_000_000 + skew - 500, 10_000_000)),
  ).toMatchObject([
    { status: "ok", message: "agrees with the hub's" },
    { status: "ok", message: "agrees with the hub's" },
    { status: "ok", message: "ahead of the hub's by 1s" },
    { status: "ok", message: "behind the hub's by 4s" },
    { status: "warning", message: "ahead of the hub's by 9s" },
    { status: "warning", message: "behind the hub's by 9s" },
  ]);
  expect(clockFinding(undefined, 0).status).toBe("skipped");
  const hub = { host: "0.0.0.0", authTokens: [] } as never as Parameters<typeof tokensFinding>[0];
  expect(tokensFinding(hub).status).toBe("failed");
  const token = (role: "client" | "admin") => ({ name: role, role, secret: "s" });
  expect(tokensFinding({ ...hub, authTokens: [token("client")] })).toMatchObject({
    status: "warning",
    hint: "Nobody has the role worker or admin.",
  });
  expect(tokensFinding({ ...hub, authTokens: [token("admin")] }).status).toBe("ok");
});
