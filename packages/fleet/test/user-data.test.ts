import { execFile, execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { MAX_USER_DATA_BYTES, userData, type BootOptions } from "../src/aws.ts";
import { boot, fullBoot, hubCa } from "./aws-setup.ts";

// Processes and connections, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000 });

describe("user data", () => {
  test.each([
    ["the least", boot],
    ["all options", fullBoot],
  ])("is a script that the shell takes, well below the limit: %s", (_, options) => {
    const script = userData("blue", options);
    expect(script.startsWith("#!/bin/bash\n")).toBe(true);
    execFileSync("bash", ["-n"], { input: script });
    expect(Buffer.byteLength(script)).toBeLessThan(MAX_USER_DATA_BYTES * 0.75);
  });

  test("more than EC2 takes is refused, with what would fit", () => {
    const spare = /setup may take (\d+)/.exec(problemOf({ ...boot, setup: "#".repeat(20_000) }))?.[1];
    expect(Number(spare)).toBeGreaterThan(4000);
    expect(problemOf({ ...boot, setup: "#".repeat(MAX_USER_DATA_BYTES) })).toContain(
      `expected user data of at most ${MAX_USER_DATA_BYTES} bytes`,
    );
  });

  test.each<[string, Partial<Record<keyof BootOptions, unknown>>]>([
    ["boot.hubs", { hubs: [] }],
    ["boot.hubs[0]", { hubs: ["http://hub:4040/$(reboot)"] }],
    ["boot.hubs[0]", { hubs: ["http://user:secret@hub"] }],
    ["boot.hubs[0]", { hubs: ["ftp://hub"] }],
    ["boot.hubCa", { hubCa: "a secret\nPIGEON_CA\nreboot" }],
    ["boot.packages", { packages: [] }],
    ["boot.packages", { packages: ["acme-handlers@1.0.0"] }],
    ["boot.packages[0]", { packages: ["acme; reboot"] }],
    ["boot.packages[0]", { packages: ["acme-without-version"] }],
    ["boot.handlers", { handlers: "../../etc/passwd" }],
    ["boot.handlers", { handlers: "a b" }],
    ["boot.slots", { slots: 0 }],
    ["boot.port", { port: 70_000 }],
    ["boot.setup", { setup: 5 }],
    ["boot.node.version", { node: { version: "24", sha256: boot.node.sha256 } }],
    ["boot.node.version", { node: { version: "20.19.0", sha256: boot.node.sha256 } }],
    ["boot.node.sha256", { node: { version: "24.21.0", sha256: {} } }],
    ["boot.node.sha256.x64", { node: { version: "24.21.0", sha256: { x64: "abc" } } }],
    ["boot.node.mirror", { node: { ...boot.node, mirror: 'http://x"y' } }],
  ])("refuses what could not work or would run as shell: %s %j", (option, wrong) => {
    expect(problemOf({ ...boot, ...wrong } as BootOptions)).toContain(`${option}: expected`);
  });

  test("holds no secret: of the options none may be one, and no environment variable comes in", () => {
    process.env["AWS_SECRET_ACCESS_KEY"] = "secret-of-aws";
    const script = userData("blue", fullBoot);
    delete process.env["AWS_SECRET_ACCESS_KEY"];
    expect(script).not.toMatch(/secret-of-aws|PIGEON_TOKEN=|AWS_|PRIVATE KEY/);
  });

  function problemOf(options: BootOptions): string {
    try {
      userData("blue", options);
      return "";
    } catch (error) {
      return (error as Error).message;
    }
  }
});

describe("run as an instance would run it", () => {
  let folder: string;
  let archive: Buffer;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "pigeon-boot-"));
    await mkdir(join(folder, "dist/node-v24.21.0-linux-x64/bin"), { recursive: true });
    await writeFile(join(folder, "dist/node-v24.21.0-linux-x64/bin/node"), "#!/bin/sh\necho fake node\n");
    execFileSync("tar", ["-czf", "node.tar.gz", "-C", "dist", "node-v24.21.0-linux-x64"], { cwd: folder });
    archive = await readFile(join(folder, "node.tar.gz"));
    await mkdir(join(folder, "bin"));
    // What only an instance has, or may change, is only noted down.
    const shims = {
      curl: 'echo "curl $*" >>"$LOG"; while [ "$1" != --output ]; do shift; done; cp "$ARCHIVE" "$2"',
      uname: 'echo "${MACHINE:-x86_64}"',
      systemctl: 'echo "systemctl $*" >>"$LOG"',
      useradd: 'echo "useradd $*" >>"$LOG"',
      chown: 'echo "chown $*" >>"$LOG"',
      runuser: 'echo "runuser $*" >>"$LOG"',
      id: "exit 1",
    };
    for (const [name, body] of Object.entries(shims)) {
      await writeFile(join(folder, "bin", name), `#!/bin/bash\n${body}\n`);
      await chmod(join(folder, "bin", name), 0o755);
    }
  });
  afterEach(() => rm(folder, { recursive: true }));

  async function run(options: BootOptions, env: Record<string, string> = {}) {
    const root = join(folder, "root");
    const script = join(folder, "user-data");
    await writeFile(script, userData("blue", options));
    const all = {
      PATH: `${join(folder, "bin")}:/usr/bin:/bin`,
      PIGEON_ROOT: root,
      LOG: join(folder, "log"),
      ARCHIVE: join(folder, "node.tar.gz"),
      ...env,
    };
    const ended = await new Promise<{ code: number; stderr: string }>((resolve) =>
      execFile("bash", [script], { env: all }, (error, _, stderr) =>
        resolve({ code: error === null ? 0 : Number(error.code), stderr }),
      ),
    );
    const read = (path: string): Promise<string> => readFile(join(root, path), "utf8");
    return { ...ended, read, log: await readFile(all.LOG, "utf8").catch(() => ""), root };
  }
  const pinned = (): BootOptions => ({
    ...boot,
    node: { version: "24.21.0", sha256: { x64: createHash("sha256").update(archive).digest("hex") } },
  });

  test("it installs Node.js and the packages, and starts the unit", async () => {
    const { code, log, read, root } = await run({
      ...pinned(),
      hubCa,
      slots: 4,
      setup: "echo setup >>$LOG",
    });
    expect(code).toBe(0);
    const lines = log.trim().split("\n");
    expect(lines[0]).toBe("setup");
    expect(lines[1]).toContain("https://nodejs.org/dist/v24.21.0/node-v24.21.0-linux-x64.tar.gz");
    expect(lines.find((line) => line.startsWith("runuser"))).toMatch(
      /-u pigeon .*npm install .* @pigeon\/worker@1\.0\.0 acme-handlers@2\.0\.0$/,
    );
    expect(lines.slice(-2)).toEqual([
      "systemctl daemon-reload",
      "systemctl enable --now pigeon-worker.service",
    ]);
    const home = `${root}/opt/pigeon`;
    expect(await read("opt/pigeon/node/bin/node")).toContain("fake node");
    expect(await read("opt/pigeon/hub-ca.pem")).toBe(hubCa);
    expect((await read("opt/pigeon/worker.env")).trim().split("\n")).toEqual([
      "PIGEON_CLUSTER=blue",
      "PIGEON_HUB_URL=http://10.0.0.5:4040",
      `PIGEON_HANDLERS=${home}/app/node_modules/acme-handlers/handlers.js`,
      `PIGEON_WORKER=${home}/app/node_modules/@pigeon/worker/dist/bin.js`,
      "PIGEON_PORT=4041",
      "PIGEON_SLOTS=4",
      `PIGEON_CA_FILE=${home}/hub-ca.pem`,
      `NODE_EXTRA_CA_CERTS=${home}/hub-ca.pem`,
    ]);
    const source = await readFile(new URL("../src/boot/agent.ts", import.meta.url), "utf8");
    expect(await read("opt/pigeon/agent.ts")).toBe(source);
    const unit = await read("etc/systemd/system/pigeon-worker.service");
    expect(unit).toContain(`ExecStart=${home}/node/bin/node ${home}/agent.ts\n`);
    for (const line of ["User=pigeon", "Restart=on-failure", "KillMode=mixed", "NoNewPrivileges=yes"])
      expect(unit.split("\n")).toContain(line);
  });

  test.each<[string, () => BootOptions, Record<string, string>, RegExp]>([
    ["the archive is another one", () => boot, {}, /WARNING: 1 computed checksum did NOT match/],
    [
      "there is no checksum for its processor",
      pinned,
      { MACHINE: "aarch64" },
      /no checksum of Node.js for aarch64/,
    ],
    ["the processor is unknown", pinned, { MACHINE: "riscv64" }, /no checksum of Node.js for riscv64/],
    ["the setup fails", () => ({ ...pinned(), setup: "exit 3" }), {}, /failed/],
  ])("it ends the instance, and starts nothing, when %s", async (_, options, env, reason) => {
    const { code, log, stderr } = await run(options(), env);
    expect(code).not.toBe(0);
    expect(stderr).toMatch(reason);
    expect(stderr).toMatch(/pigeon: line \d+ failed, this instance ends itself/);
    expect(log.split("\n")).toContain("systemctl poweroff");
    expect(log).not.toContain("systemctl enable");
  });
});
