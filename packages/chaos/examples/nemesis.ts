import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createChaos } from "@pigeon/chaos";

// Three workers; a real one would do something.
const workers = new Map<string, ChildProcess>();
async function start(name: string): Promise<void> {
  const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"]);
  await once(child, "spawn");
  workers.set(name, child);
}
const names = ["worker-1", "worker-2", "worker-3"];
for (const name of names) await start(name);

const chaos = createChaos({ enabled: true, seed: 2 });
const nemesis = chaos.nemesis({
  victims: names.map((name) => ({
    name,
    process: () => workers.get(name),
    restart: () => start(name),
  })),
  actions: [
    { kind: "kill", downMs: { min: 20, max: 60 }, weight: 2 },
    { kind: "pause", forMs: { min: 20, max: 60 } },
  ],
  everyMs: { min: 20, max: 40 },
  keepUp: 1,
});

const log: string[] = [];
chaos.onEvent((event) => {
  if (event.type === "process") log.push(`${event.action} ${event.victim}`);
});

// What is going to happen can be read before, and is the same at every run with this seed.
for (const { victim, action } of nemesis.plan(3)) console.log("planned:", action, victim);
nemesis.start();
while (nemesis.counts.kill + nemesis.counts.pause < 3) await new Promise((resolve) => setTimeout(resolve, 5));
await nemesis.stop();

const strikes = log.filter((line) => /^(kill|pause)/.test(line));
for (const line of strikes.slice(0, 3)) console.log("struck:", line);
console.log("down in the end:", nemesis.down.length);
for (const child of workers.values()) child.kill("SIGKILL");
