import { readdir } from "node:fs/promises";
import { performance } from "node:perf_hooks";
import type { Exposition } from "./exposition.ts";

/** What the process costs, under the names that every Prometheus client uses. */
export function processMetrics(exposition: Exposition, version: string): void {
  exposition.gauge("pigeon_build_info", "Always 1; the labels say what runs.", ["version", "node"], () => [
    [[version, process.version], 1],
  ]);
  exposition.readCounter(
    "process_cpu_seconds_total",
    "CPU time used, of user and system together.",
    [],
    () => {
      const { user, system } = process.cpuUsage();
      return [[[], (user + system) / 1e6]];
    },
  );
  exposition.gauge("process_resident_memory_bytes", "Memory that the process holds.", [], () => [
    [[], process.memoryUsage.rss()],
  ]);
  exposition.gauge("process_start_time_seconds", "When the process began, since the epoch.", [], () => [
    [[], performance.timeOrigin / 1000],
  ]);
  exposition.gauge("process_open_fds", "Open file descriptors; only where there is /proc.", [], async () => [
    [[], (await readdir("/proc/self/fd")).length],
  ]);
  exposition.gauge("nodejs_heap_used_bytes", "Memory in use by JavaScript.", [], () => [
    [[], process.memoryUsage().heapUsed],
  ]);
  exposition.readCounter(
    "nodejs_event_loop_active_seconds_total",
    "Time in which the event loop was busy; its rate is the share of one core.",
    [],
    () => [[[], performance.eventLoopUtilization().active / 1000]],
  );
}
