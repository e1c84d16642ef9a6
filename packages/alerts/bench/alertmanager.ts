// The same 10,000 alerts in Prometheus Alertmanager, where it is installed.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Load } from "./subjects.ts";

const URL_BASE = "http://127.0.0.1:19093";
const TICK_MS = 10;
/** Debian's name for it. */
const COMMAND = "prometheus-alertmanager";

interface Usage {
  readonly cpuMs: number;
  readonly rssMb: number;
}

function usageOf(pid: number): Usage {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  const rssKb = Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]);
  return { cpuMs: (Number(fields[11]) + Number(fields[12])) * TICK_MS, rssMb: rssKb / 1000 };
}

/** Nothing where there is no Alertmanager, or no /proc. Its memory is that of the process, not of a heap. */
export async function alertmanagerLoad(count: number): Promise<Load | undefined> {
  const folder = mkdtempSync(join(tmpdir(), "pigeon-alertmanager-"));
  const config = join(folder, "alertmanager.yml");
  writeFileSync(config, "route: {receiver: none, group_by: [alertname]}\nreceivers: [{name: none}]\n");
  const child = spawn(
    COMMAND,
    [
      `--config.file=${config}`,
      `--storage.path=${folder}`,
      "--web.listen-address=127.0.0.1:19093",
      "--cluster.listen-address=",
    ],
    { stdio: "ignore" },
  );
  const failed = once(child, "error").then(() => true);
  try {
    for (let tries = 0; tries < 100; tries += 1) {
      if (await Promise.race([failed, sleep(100, false)])) return undefined;
      const ready = await fetch(`${URL_BASE}/-/ready`).catch(() => undefined);
      if (ready?.ok === true) break;
    }
    const before = usageOf(child.pid ?? 0);
    for (let from = 0; from < count; from += 500) {
      const alerts = Array.from({ length: 500 }, (_, i) => ({
        labels: { alertname: "WorkerFailed", severity: "high", worker: `worker-${from + i}` },
        annotations: { summary: `Worker worker-${from + i} failed: connection lost` },
        startsAt: new Date().toISOString(),
        endsAt: new Date(Date.now() + 3_600_000).toISOString(),
      }));
      const headers = { "content-type": "application/json" };
      const body = JSON.stringify(alerts);
      await (await fetch(`${URL_BASE}/api/v2/alerts`, { method: "POST", body, headers })).text();
    }
    await sleep(1000);
    const after = usageOf(child.pid ?? 0);
    const listed = (await (await fetch(`${URL_BASE}/api/v2/alerts`)).json()) as unknown[];
    return {
      cpuMs: after.cpuMs - before.cpuMs,
      heapMb: after.rssMb - before.rssMb,
      active: listed.length,
    };
  } finally {
    child.kill();
    rmSync(folder, { recursive: true, force: true });
  }
}
