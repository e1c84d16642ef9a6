#!/usr/bin/env node
import { nodeFinding } from "./doctor/here.ts";
import { run } from "./run.ts";
import { realIo } from "./system.ts";

const argv = process.argv.slice(2);
const [first, ...rest] = argv;
const { status, message, hint } = nodeFinding(process.versions.node);
if (status === "failed") {
  // Better than what an older one says of the code that it does not know.
  process.stderr.write(`pigeon: ${message}\n${hint}\n`);
  process.exitCode = 1;
} else if (first === "hub" || first === "worker") {
  // Their own options, signals and exit codes: nothing of this command lies in between.
  const { launch } = await import("./commands/launch.ts");
  await launch(first, rest);
} else {
  process.exitCode = await run(argv, realIo());
}
