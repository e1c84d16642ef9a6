import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, onTestFinished, test } from "vitest";
import { createChaos } from "../src/index.ts";
import { recordEvents } from "../src/testing.ts";
import { until } from "./support.ts";

const fixture = (name: string): string => fileURLToPath(new URL(`fixtures/${name}.ts`, import.meta.url));

interface Ticker {
  readonly child: ChildProcess;
  readonly ticks: () => number;
}

async function ticker(): Promise<Ticker> {
  const child = spawn(process.execPath, [fixture("ticker")], { stdio: ["ignore", "pipe", "inherit"] });
  onTestFinished(() => void child.kill("SIGKILL"));
  let ticks = 0;
  child.stdout?.on("data", (chunk) => (ticks += String(chunk).split("\n").length - 1));
  await until(() => ticks > 0);
  return { child, ticks: () => ticks };
}

/** T (stopped), S (sleeping), R (running) … as Linux tells it. */
function stateOf(pid: number | undefined): string | undefined {
  return /^State:\s+(\S)/mu.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
}

const live = { enabled: true, env: {}, seed: 1 } as const;

test.runIf(process.platform === "linux")("a real process is frozen, and goes on", async () => {
  const { child, ticks } = await ticker();
  const chaos = createChaos(live);
  const nemesis = chaos.nemesis({ victims: [{ name: "a", process: () => child }] });
  expect(nemesis.strike("a", "pause")).toBe(true);
  await until(() => stateOf(child.pid) === "T");
  await nemesis.heal();
  const before = ticks();
  await until(() => ticks() > before);
  expect(stateOf(child.pid)).not.toBe("T");
  // By its pid alone, ended by the kill switch.
  const byPid = chaos.nemesis({ name: "by pid", victims: [{ name: "a", process: () => child.pid }] });
  byPid.strike("a", "pause");
  await until(() => stateOf(child.pid) === "T");
  chaos.kill();
  await until(() => stateOf(child.pid) !== "T");
});

test("a real process is killed and restarted by schedule, over and over", async () => {
  let current = await ticker();
  const pids = new Set([current.child.pid]);
  const chaos = createChaos(live);
  const record = recordEvents(chaos);
  const nemesis = chaos.nemesis({
    victims: [
      {
        name: "a",
        process: () => current.child,
        restart: async () => {
          current = await ticker();
          pids.add(current.child.pid);
        },
      },
    ],
    actions: [{ kind: "kill", downMs: { min: 1, max: 10 } }],
    everyMs: { min: 20, max: 60 },
  });
  const [first] = [current.child];
  const ended = once(first, "exit");
  nemesis.start();
  expect((await ended)[1]).toBe("SIGKILL");
  await until(() => nemesis.counts.restart >= 3);
  await nemesis.stop();
  expect(pids.size).toBe(nemesis.counts.restart + 1);
  expect(nemesis.counts.restart).toBe(nemesis.counts.kill);
  expect(chaos.report().nemeses).toEqual([{ name: "nemesis", counts: nemesis.counts }]);
  expect(record.of("process").filter(({ action }) => action === "fail")).toEqual([]);
});

test.runIf(process.platform === "linux")("a nemesis that ends leaves nobody frozen", async () => {
  const { child, ticks } = await ticker();
  const args = ["--conditions=@pigeon/source", fixture("leaver"), String(child.pid)];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  expect(stdout).toBe("true");
  const before = ticks();
  await until(() => ticks() > before);
});
