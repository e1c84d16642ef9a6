#!/usr/bin/env node
import { run } from "./run.ts";
import { realIo } from "./system.ts";

const argv = process.argv.slice(2);
const [first, ...rest] = argv;
if (first === "hub" || first === "worker") {
  // Their own options, signals and exit codes: nothing of this command lies in between.
  const { launch } = await import("./commands/launch.ts");
  await launch(first, rest);
} else {
  process.exitCode = await run(argv, realIo());
}
