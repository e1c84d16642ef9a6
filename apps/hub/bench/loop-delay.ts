// Loaded into the hub's process before its code: tells the bench how long the event loop was held up.
import { monitorEventLoopDelay } from "node:perf_hooks";

const delay = monitorEventLoopDelay({ resolution: 1 });
delay.enable();

process.on("message", (ask) => {
  if (ask === "reset") delay.reset();
  // The sampling timer's own millisecond is part of every sample.
  const ms = (nanoseconds: number) => Math.max(0, nanoseconds / 1e6 - 1);
  process.send?.({ p50: ms(delay.percentile(50)), p99: ms(delay.percentile(99)), max: ms(delay.max) });
});
// The channel alone must not keep a stopped hub alive.
process.channel?.unref();
