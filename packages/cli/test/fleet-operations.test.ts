import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { HubPort } from "@pigeon/fleet";
import { SimulatedCloud, SimulatedHub } from "@pigeon/fleet/testing";
import { expect, onTestFinished, test } from "vitest";
import { fleetDown, fleetUp, resize, statusOfFile } from "../src/commands/fleet-operations.ts";
import type { FleetPorts } from "../src/commands/open-fleet.ts";
import type { Context } from "../src/context.ts";
import { Interrupted } from "../src/problems.ts";
import { painter } from "../src/print/style.ts";
import { call } from "./support.ts";

/** Time as it is: every wait below is some ms. */
const clock = {
  now: () => performance.now(),
  wallTime: () => Date.now(),
  setTimer(callback: () => void, delayMs: number) {
    const timer = setTimeout(callback, delayMs);
    return () => clearTimeout(timer);
  },
};
const DATA = {
  cluster: "blue",
  offers: [{ type: "m7i.large", zone: "a", market: "spot" }],
  pollMs: 10,
  settleMs: 20,
  aws: {
    region: "eu-central-1",
    boot: {
      hubs: ["https://10.0.0.5:4040"],
      node: { version: "24.21.0", sha256: { x64: "a".repeat(64) } },
      packages: ["@pigeon/worker@0.1.0"],
      handlers: "handlers.js",
    },
  },
};

function fileOf(content: unknown): string {
  const folder = mkdtempSync(join(tmpdir(), "pigeon-fleet-file-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "fleet.json");
  writeFileSync(file, typeof content === "string" ? content : JSON.stringify(content));
  return file;
}

/** A cloud and a hub in memory, and a context that keeps what is printed. */
function stage({ json = false, bootMs = 30 } = {}) {
  const hub = new SimulatedHub({ clock });
  const cloud = new SimulatedCloud({ clock, hub, bootMs, pendingMs: 5, describeLagMs: 5, terminateMs: 5 });
  const ports: FleetPorts = { cloud: async () => cloud, hub: async (): Promise<HubPort> => hub };
  const controller = new AbortController();
  const out = { text: "", notes: [] as string[] };
  const context = {
    io: { cwd: "/", signal: controller.signal, now: () => Date.now() },
    json,
    paint: painter(false),
    width: Number.POSITIVE_INFINITY,
    note: (line: string) => void out.notes.push(line),
    emit: (value: unknown) => void (out.text += `${JSON.stringify(value)}\n`),
    print: (text: string) => void (out.text += text),
  } as unknown as Context;
  return { hub, cloud, ports, context, out, stop: () => controller.abort(new Interrupted()) };
}

const given = <O>(options: O) => ({ args: [], options });

test("up brings instances until they serve and tells of each step; down leaves nothing", async () => {
  const file = fileOf(DATA);
  const { cloud, ports, context, out } = stage();
  expect(await fleetUp(context, given({ file, count: 2 }), ports)).toBe(0);
  expect(cloud.alive).toHaveLength(2);
  expect(out.notes.filter((line) => /^launch .*: done/.test(line))).toHaveLength(2);
  expect(out.notes).toContain("2 of 2 serve, 0 boot, 0 leave");
  expect(out.notes.filter((line, at) => line === out.notes[at - 1])).toEqual([]);
  expect(out.text).toMatch(/^fleet +blue, keeps a number\ninstances +2 wanted, 2 serving/);
  out.text = "";
  expect(await resize(context, { file }, 1, ports)).toBe(0);
  expect(cloud.alive).toHaveLength(1);
  out.text = "";
  await statusOfFile(context, file, ports);
  expect(out.text).toMatch(/^fleet +blue, keeps what is there\ninstances +1 wanted, 1 serving/);
  out.text = "";
  expect(await fleetDown(context, given({ file }), ports)).toBe(0);
  expect(cloud.alive).toHaveLength(0);
  expect(out.text).toBe("removed launch template of blue\nnothing of blue is left\n");
});

test("with --json the outcome is one JSON text, in the shape of the hub's", async () => {
  const file = fileOf(DATA);
  const { ports, context, out } = stage({ json: true });
  await fleetUp(context, given({ file, count: 1 }), ports);
  expect(JSON.parse(out.text)).toMatchObject({
    cluster: "blue",
    at: expect.stringMatching(/Z$/),
    mode: "fixed",
    instances: [{ condition: "serving", launchedAt: expect.stringMatching(/Z$/) }],
  });
  expect(JSON.parse(out.text)).not.toHaveProperty("load");
  out.text = "";
  await fleetDown(context, given({ file }), ports);
  expect(JSON.parse(out.text)).toEqual({ removed: ["launch template of blue"], left: [] });
});

test("a dry run prints the plan and what is not allowed, and does nothing", async () => {
  const file = fileOf(DATA);
  const { cloud, ports, context, out } = stage();
  expect(await fleetUp(context, given({ file, count: 1, dryRun: true }), ports)).toBe(0);
  expect(out.text).toMatch(
    /^blue: 0 instances now, 1 wanted; nothing is done\n {2}launch \S+ \(m7i\.large in a, spot\): .+\n$/,
  );
  cloud.missing = [{ action: "ec2:RunInstances", reason: "no policy" }];
  out.text = "";
  expect(await fleetDown(context, given({ file, dryRun: true }), ports)).toBe(1);
  expect(out.text).toContain("  nothing to do at first\n  not allowed: ec2:RunInstances: no policy\n");
  const programs = stage({ json: true });
  await fleetUp(programs.context, given({ file, count: 1, dryRun: true }), programs.ports);
  expect(JSON.parse(programs.out.text)).toMatchObject({
    cluster: "blue",
    living: 0,
    wanted: 1,
    actions: [{ kind: "launch" }],
    missing: [],
  });
  expect([cloud.calls.prepare, cloud.calls.launch, cloud.calls.remove]).toEqual([0, 0, 0]);
});

test("Ctrl-C ends the waiting and says what goes on", async () => {
  const file = fileOf(DATA);
  const { cloud, ports, context, out, stop } = stage({ bootMs: 600_000 });
  const note = context.note;
  const watched = {
    ...context,
    note: (line: string) => {
      note(line);
      if (line.includes("1 boot")) stop();
    },
  };
  await expect(fleetUp(watched, given({ file, count: 1 }), ports)).rejects.toThrow(Interrupted);
  expect(cloud.alive).toHaveLength(1);
  expect(out.notes).toContain("stopping: the step that is under way is finished first");
  expect(out.notes.at(-1)).toContain(`\`pigeon fleet down --file ${file}\` ends them all`);
  expect(await fleetDown(stage().context, given({ file, force: true }), ports)).toBe(0);
  expect(cloud.alive).toHaveLength(0);
});

test("failures end with their exit codes", async () => {
  const file = fileOf(DATA);
  const slow = stage({ bootMs: 600_000 });
  await expect(
    fleetUp(slow.context, given({ file, count: 1, timeout: 50 }), slow.ports),
  ).rejects.toMatchObject({ exitCode: 7, message: expect.stringContaining("0 of 1 serve") });
  const refused = stage();
  refused.cloud.fail("prepare", "denied");
  await expect(fleetUp(refused.context, given({ file, count: 1 }), refused.ports)).rejects.toMatchObject({
    exitCode: 1,
    message: expect.stringContaining("UnauthorizedOperation"),
  });
  const left = stage();
  left.cloud.fail("remove", "error");
  expect(await fleetDown(left.context, given({ file }), left.ports)).toBe(1);
  expect(left.out.text).toMatch(/^left launch template of blue: simulated\n/);
});

test("without a hub nothing begins, but down by force", async () => {
  const file = fileOf(DATA);
  const { cloud, hub, ports, context } = stage();
  hub.failures.push(new Error("no hub"));
  await expect(fleetUp(context, given({ file, count: 1 }), ports)).rejects.toThrow("no hub");
  expect(cloud.calls.prepare).toBe(0);
  hub.failures.push(new Error("no hub"));
  expect(await fleetDown(context, given({ file, force: true }), ports)).toBe(0);
});

test("everything that is wrong with a file is told at once, with its name", async () => {
  const { aws } = DATA;
  const wrong = { ...DATA, cluster: "B", offers: [], aws: { ...aws, boot: { ...aws.boot, hubs: [] } } };
  const up = (file: string) => call(["fleet", "up", "--count", "1", "--file", file]);
  const file = fileOf(wrong);
  expect(await up(file)).toEqual({
    exitCode: 2,
    stdout: "",
    stderr: `pigeon: ${file} is no fleet:
  aws.boot.hubs: expected at least one address, received an array
  cluster: expected 1 to 32 of a-z, 0-9 and -, received "B" (string)
  offers: expected a list with at least one offer, received an array
`,
    json: expect.any(Function),
  });
  const shapes = fileOf({ ...DATA, patience: 5, pols: 1, aws: { ...aws, images: 5, tag: 1 } });
  const { exitCode, stderr } = await up(shapes);
  expect(exitCode).toBe(2);
  expect(stderr).toContain("\n  patience: expected an object, received 5 (number)\n");
  expect(stderr).toContain("\n  aws.images: expected an object, received 5 (number)\n");
  expect(stderr).toContain("\n  pols: expected one of the options cluster,");
  expect(stderr).toContain("\n  aws.tag: expected one of the options region,");
  const code = fileOf({ ...DATA, cloud: {}, aws: { ...aws, credentials: {} } });
  expect((await up(code)).stderr).toBe(
    `pigeon: ${code} is no fleet:
  cloud: expected no such option in a file
  aws.credentials: expected no such option in a file; the AWS SDK finds them in the environment, in a profile or by the machine's role
`,
  );
  expect((await up(fileOf("[]"))).stderr).toContain("\n  the file: expected an object, received a list\n");
  const broken = fileOf('{\n"cluster": x }');
  expect(await up(broken)).toMatchObject({ exitCode: 2, stderr: `pigeon: ${broken}:2: expected JSON\n` });
  expect(await up("/no/such")).toMatchObject({
    exitCode: 2,
    stderr: "pigeon: --file: /no/such cannot be read (ENOENT)\n",
  });
});

test("options that do not go together are refused", async () => {
  expect((await call(["fleet", "up", "--file", "f"])).exitCode).toBe(2);
  expect((await call(["fleet", "down"])).exitCode).toBe(2);
  expect((await call(["fleet", "scale", "auto", "--file", "f"])).stderr).toContain("expected no --file");
  expect((await call(["fleet", "scale", "1", "--dry-run"])).stderr).toContain("go with --file");
});
