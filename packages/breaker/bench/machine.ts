import { availableParallelism, cpus, loadavg } from "node:os";

/** What the figures were measured on: they mean nothing without it. */
export function machine(): string {
  const cpu = cpus()[0]?.model.trim() ?? "unknown";
  const load = (loadavg()[0] ?? 0).toFixed(1);
  return `${cpu}, ${availableParallelism()} cores, ${process.platform} ${process.arch}, Node ${process.version}, load at the start ${load}`;
}
