// A hub for the bench whose metrics can be left out, and whose traces begin as those of the command do.
import { loadConfig } from "@pigeon/config";
import { startHub } from "../src/index.ts";
import { startTracing } from "../src/telemetry/tracing/start.ts";

const traces = await startTracing(process.env, console.error);
const hub = await startHub({
  config: loadConfig(),
  metrics: process.env["BENCH_METRICS"] !== "off",
  ...(traces && { tracerProvider: traces.provider }),
});
console.log(`listening on ${hub.url}, for the bench`);
process.once("SIGTERM", () => process.exit(0));
