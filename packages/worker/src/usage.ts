import { availableParallelism, totalmem } from "node:os";
import type { Heartbeat } from "@pigeon/protocol";
import type { System } from "./system.ts";

/** What a heartbeat says of the worker. `cpu` and `memory` are percentages, 0..100. */
export interface UsageReport {
  readonly status?: "ok" | "overloaded" | "error";
  readonly cpu?: number;
  readonly memory?: number;
}

/** This process's share of the machine since the last call: of all cores, and of the memory it may use. */
export function processUsage(system: System): () => UsageReport {
  let lastAt = system.now();
  let last = process.cpuUsage();
  return () => {
    const now = system.now();
    const used = process.cpuUsage();
    const busyMs = (used.user + used.system - last.user - last.system) / 1000;
    const cpu = now > lastAt ? (100 * busyMs) / ((now - lastAt) * availableParallelism()) : 0;
    lastAt = now;
    last = used;
    const allowed = process.constrainedMemory();
    const memory =
      (100 * process.memoryUsage.rss()) / (allowed > 0 ? Math.min(allowed, totalmem()) : totalmem());
    return { cpu, memory };
  };
}

/** The part of a report that the contract takes. A report that throws or makes no sense says nothing. */
export function usageFields(report: () => UsageReport): Pick<Heartbeat, "status" | "cpu" | "memory"> {
  let said: UsageReport;
  try {
    said = report() ?? {};
  } catch {
    return {};
  }
  const { status, cpu, memory } = said;
  return {
    ...(status === "ok" || status === "overloaded" || status === "error" ? { status } : {}),
    ...(isNumber(cpu) ? { cpu: percent(cpu) } : {}),
    ...(isNumber(memory) ? { memory: percent(memory) } : {}),
  };
}

const isNumber = (value: unknown): value is number => typeof value === "number" && Number.isFinite(value);
const percent = (value: number): number => Math.round(Math.min(100, Math.max(0, value)) * 10) / 10;
