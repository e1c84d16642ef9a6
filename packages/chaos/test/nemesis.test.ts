import { EventEmitter } from "node:events";
import { expect, test } from "vitest";
import { NemesisRefusedError, type NemesisOptions, type ProcessHandle } from "../src/index.ts";
import { targetProcess } from "../src/nemesis/target-process.ts";
import { setUp, type Setup } from "./support.ts";

/** A process that does what signals say, and writes them down. */
class FakeProcess extends EventEmitter implements ProcessHandle {
  readonly pid = 4711;
  readonly signals: string[] = [];
  exitCode: number | null = null;
  signalCode: string | null = null;

  kill(signal: NodeJS.Signals): boolean {
    this.signals.push(signal);
    return true;
  }

  end(): void {
    this.signalCode = "SIGKILL";
    this.emit("exit");
  }
}

interface Fixture extends Setup {
  readonly nemesis: ReturnType<Setup["chaos"]["nemesis"]>;
  readonly process: FakeProcess;
  readonly actions: () => string[];
}

function nemesisOf(more: Partial<NemesisOptions> = {}, restart?: () => unknown): Fixture {
  const setup = setUp();
  const process = new FakeProcess();
  const victim = { name: "a", process: () => process, ...(restart !== undefined && { restart }) };
  const nemesis = setup.chaos.nemesis({ victims: [victim], everyMs: 100, ...more });
  return {
    ...setup,
    nemesis,
    process,
    actions: () => setup.record.of("process").map(({ action }) => action),
  };
}

test("a pause ends by itself", async () => {
  const { nemesis, process, clock, record } = nemesisOf();
  expect(nemesis.strike("a", "pause", 50)).toBe(true);
  expect(nemesis.down).toEqual(["a"]);
  await clock.advance(49);
  expect(process.signals).toEqual(["SIGSTOP"]);
  await clock.advance(1);
  expect(process.signals).toEqual(["SIGSTOP", "SIGCONT"]);
  expect(nemesis.down).toEqual([]);
  expect(record.events).toEqual([
    { type: "process", nemesis: "nemesis", victim: "a", action: "pause", pid: 4711, atMs: 0 },
    { type: "process", nemesis: "nemesis", victim: "a", action: "continue", pid: 4711, atMs: 50 },
  ]);
  expect(nemesis.counts).toEqual({ kill: 0, pause: 1, restart: 0 });
});

test("a killed process is restarted after its time, and not before it has ended", async () => {
  let restarts = 0;
  const { nemesis, process, clock, actions } = nemesisOf({}, async () => (restarts += 1));
  nemesis.strike("a", "kill", 50);
  await clock.advance(50);
  expect([restarts, nemesis.down]).toEqual([0, ["a"]]);
  process.end();
  await clock.advance(0);
  expect([restarts, nemesis.down, process.signals]).toEqual([1, [], ["SIGKILL"]]);
  expect(actions()).toEqual(["kill", "restart"]);
  expect(nemesis.counts).toEqual({ kill: 1, pause: 0, restart: 1 });
});

test("without a time, a wound stays until it is healed; heal waits for restarts", async () => {
  let restarted = false;
  const { nemesis, process, clock } = nemesisOf({}, async () => {
    await clock.advance(5);
    restarted = true;
  });
  nemesis.strike("a", "kill");
  process.end();
  await clock.advance(1e6);
  expect([nemesis.down, clock.pendingTimers]).toEqual([["a"], 0]);
  const both = Promise.all([nemesis.heal(), nemesis.heal()]);
  expect(restarted).toBe(false);
  await both;
  expect([restarted, nemesis.counts.restart, nemesis.down]).toEqual([true, 1, []]);
});

test("a victim that nobody restarts is up again by the plan", async () => {
  const { nemesis, clock, actions } = nemesisOf();
  nemesis.strike("a", "kill", 10, "SIGTERM");
  await clock.advance(10);
  expect([nemesis.down, actions()]).toEqual([[], ["kill"]]);
});

test("a restart that fails is told, and leaves the victim to the next strike", async () => {
  const { nemesis, process, record } = nemesisOf({}, () => Promise.reject(new Error("no port")));
  nemesis.strike("a", "kill");
  process.end();
  await nemesis.heal();
  expect(record.of("process")[1]).toMatchObject({ action: "fail", error: new Error("no port") });
  expect([nemesis.down, nemesis.counts.restart]).toEqual([[], 0]);
});

test("nothing is done to who is down, gone, or not there", () => {
  const { nemesis, process, actions } = nemesisOf();
  nemesis.strike("a", "pause", 50);
  expect(nemesis.strike("a", "kill")).toBe(false);
  const gone = new FakeProcess();
  gone.exitCode = 0;
  const { chaos, record } = setUp();
  const victims = [
    { name: "gone", process: () => gone },
    { name: "none", process: () => undefined },
    { name: "never started", process: () => ({ kill: () => true }) },
    { name: "refuses", process: () => ({ pid: 4711, kill: () => false }) },
  ];
  const other = chaos.nemesis({ victims });
  for (const { name } of victims) expect(other.strike(name, "kill"), name).toBe(false);
  expect(() => other.strike("nobody", "kill")).toThrow('No victim is named "nobody"');
  expect([gone.signals, process.signals, actions()]).toEqual([[], ["SIGSTOP"], ["pause", "skip"]]);
  expect(record.of("process").map(({ action }) => action)).toEqual(["skip", "skip", "skip", "skip"]);
});

// By handles that send nothing: were the guard broken, a real signal would hit whoever runs this test.
test.each([process.pid, process.ppid, 1, 0, -1, -4711])("pid %i is refused", (pid) => {
  const { chaos, record } = setUp();
  const handle = { pid, kill: () => expect.unreachable() };
  const nemesis = chaos.nemesis({ victims: [{ name: "self", process: () => handle }] });
  expect(() => nemesis.strike("self", "kill")).toThrow(NemesisRefusedError);
  expect(record.of("process")).toMatchObject([{ action: "refuse", pid }]);
});

test("it strikes by its plan, which can be read before", async () => {
  const { nemesis, process, clock, record } = nemesisOf({
    actions: [{ kind: "pause", forMs: 30 }],
    everyMs: { min: 50, max: 150 },
  });
  const plan = nemesis.plan(5);
  nemesis.start();
  nemesis.start();
  await clock.advance((plan[4]?.atMs ?? 0) + 30);
  const strikes = record.of("process").filter(({ action }) => action === "pause");
  expect(strikes.map(({ atMs }) => atMs.toFixed(6))).toEqual(plan.map(({ atMs }) => atMs.toFixed(6)));
  expect(process.signals).toHaveLength(10);
  expect(nemesis.plan(5)).toEqual(plan);
});

test("stop strikes no more and heals; start begins anew", async () => {
  const { nemesis, process, clock } = nemesisOf({ actions: [{ kind: "pause", forMs: 1000 }] });
  nemesis.start();
  await clock.advance(100);
  await nemesis.stop();
  expect([process.signals, clock.pendingTimers]).toEqual([["SIGSTOP", "SIGCONT"], 0]);
  await nemesis.stop();
  await clock.advance(500);
  expect(process.signals).toHaveLength(2);
  nemesis.start();
  await clock.advance(100);
  expect(process.signals).toHaveLength(3);
});

test("the schedule keeps some up, however long a restart takes", async () => {
  const { chaos, clock, record } = setUp();
  const processes = [new FakeProcess(), new FakeProcess(), new FakeProcess()];
  let started: () => void = () => undefined;
  const restart = (): Promise<void> => new Promise((resolve) => (started = resolve));
  const victims = processes.map((process, index) => ({ name: `v${index}`, process: () => process, restart }));
  const nemesis = chaos.nemesis({ victims, everyMs: 10, keepUp: 2 });
  nemesis.start();
  await clock.advance(100);
  const actions = (): string[] => record.of("process").map(({ action }) => action);
  expect(actions()).toEqual(["kill", ...Array.from({ length: 9 }, () => "skip")]);
  const [victim] = nemesis.down;
  processes[Number(victim?.slice(1))]?.end();
  await clock.advance(0);
  started();
  await clock.advance(10);
  expect(actions().slice(10, 12)).toEqual(["restart", "kill"]);
  chaos.kill();
  const { length } = record.events;
  await clock.advance(100);
  expect(record.events).toHaveLength(length);
  for (const process of processes) process.end();
  await clock.advance(0);
  started();
  await nemesis.stop();
});

test("a victim that is refused or fails stops no schedule", async () => {
  const { chaos, clock, record } = setUp();
  const broken = () => {
    throw new Error("who?");
  };
  const victims = [
    { name: "self", process: () => ({ pid: process.pid, kill: () => true }) },
    { name: "broken", process: broken },
  ];
  const nemesis = chaos.nemesis({ victims, everyMs: 10 });
  nemesis.start();
  await clock.advance(200);
  await nemesis.stop();
  const actions = record.of("process").map(({ action }) => action);
  expect(actions).toHaveLength(20);
  expect(new Set(actions)).toEqual(new Set(["refuse", "fail"]));
});

test("a kill switch heals at once, and nothing is struck until chaos is on again", async () => {
  const { nemesis, process, chaos, clock } = nemesisOf({ actions: [{ kind: "pause", forMs: 1000 }] });
  nemesis.start();
  await clock.advance(100);
  chaos.kill();
  expect(process.signals).toEqual(["SIGSTOP", "SIGCONT"]);
  expect(nemesis.strike("a", "kill")).toBe(false);
  await clock.advance(5000);
  expect(process.signals).toHaveLength(2);
  chaos.resume();
  await clock.advance(2000);
  expect(process.signals.length).toBeGreaterThan(2);
  await nemesis.stop();
});

test("a chaos that is not enabled strikes nobody", async () => {
  const { chaos, clock } = setUp({ enabled: false });
  const process = new FakeProcess();
  const nemesis = chaos.nemesis({ victims: [{ name: "a", process: () => process }], everyMs: 10 });
  nemesis.start();
  await clock.advance(100);
  expect([nemesis.strike("a", "kill"), process.signals, clock.pendingTimers]).toEqual([false, [], 0]);
});

test("a SIGCONT that fails is told", () => {
  const { chaos, clock, record } = setUp();
  let calls = 0;
  const kill = (): boolean => {
    calls += 1;
    if (calls > 1) throw new Error("EPERM");
    return true;
  };
  const nemesis = chaos.nemesis({ victims: [{ name: "a", process: () => ({ pid: 4711, kill }) }] });
  nemesis.strike("a", "pause");
  void nemesis.heal();
  expect(record.of("process")[1]).toMatchObject({ action: "fail", pid: 4711, error: new Error("EPERM") });
  expect(clock.pendingTimers).toBe(0);
});

test("a pid alone: a process that is gone is none, other failures are failures", () => {
  const fail = (code: string) => () => {
    throw Object.assign(new Error(code), { code });
  };
  expect(targetProcess(4711, () => undefined)?.send("SIGTERM")).toBe(true);
  expect(targetProcess(4711, fail("ESRCH"))?.send("SIGTERM")).toBe(false);
  expect(() => targetProcess(4711, fail("EPERM"))?.send("SIGTERM")).toThrow("EPERM");
});

test("whether a process has ended is asked of its handle", async () => {
  const send = (): void => undefined;
  const process = new FakeProcess();
  let ended = false;
  const waiting = targetProcess(process, send)
    ?.ended()
    .then(() => (ended = true));
  await Promise.resolve();
  expect(ended).toBe(false);
  process.end();
  await waiting;
  expect([ended, targetProcess(process, send)]).toEqual([true, undefined]);
  const silent = { pid: 4711, kill: () => true };
  expect(await targetProcess(silent, send)?.ended()).toBeUndefined();
  expect(await targetProcess(4711, send)?.ended()).toBeUndefined();
});
