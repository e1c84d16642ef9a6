// pnpm bench [--quick]: what calls and idle breakers cost, side by side with peers in one process.
import { cpus } from "node:os";
import { idleCosts } from "./idle.ts";
import { type Figures, measure, type Scale } from "./measure.ts";
import { failures, noopCalls, pipelines, refusals, shutDown } from "./subjects.ts";

const quick = process.argv.includes("--quick");
const scale: Scale = quick ? { rounds: 3, turnMs: 60 } : { rounds: 11, turnMs: 300 };
const [breakers, restMs] = quick ? [1_000, 500] : [10_000, 5_000];
const windows = quick ? [10, 10_000] : [10, 100_000];

if (globalThis.gc === undefined) throw new Error("run it with --expose-gc, as `pnpm bench` does");

function table(title: string, figures: Figures, against: string): void {
  const base = figures.get(against) ?? Number.NaN;
  shutDown();
  console.log(`\n### ${title}\n\n| | CPU per call, ns | ratio |\n| --- | ---: | ---: |`);
  for (const [name, ns] of figures)
    console.log(`| ${name} | ${Math.round(ns)} | ${(ns / base).toFixed(2)} |`);
}

console.log(
  `Node ${process.version}, ${process.platform} ${process.arch}, ${cpus().length} x ${cpus()[0]?.model ?? "?"}`,
);
console.log(
  `CPU time of one call awaited after the other: medians of ${scale.rounds} rounds of ${scale.turnMs} ms each.`,
);
// First, while nothing else is about.
console.log(`\n### ${breakers} breakers, called once, then idle for ${restMs} ms\n`);
console.log("| | bytes each | timers set | CPU, % of a core |\n| --- | ---: | ---: | ---: |");
for (const { name, bytesEach, timers, cpuPercent } of await idleCosts(breakers, restMs)) {
  console.log(`| ${name} | ${Math.round(bytesEach)} | ${timers} | ${cpuPercent.toFixed(2)} |`);
}
table("A call that does nothing", await measure(noopCalls(), scale), "opossum, defaults");
table(
  "Retry, breaker and timeout around it",
  await measure(pipelines(), scale),
  "cockatiel wrap(retry, breaker, timeout)",
);
table("A call that is turned away", await measure(refusals(), scale), "opossum, defaults");
for (const calls of windows) {
  // A failing call of opossum at its defaults takes ms here.
  const figures = await measure(await failures(calls), { ...scale, turnMs: scale.turnMs / 3 });
  table(`Every second call fails, ${calls} calls in the window`, figures, "opossum, lean");
}
