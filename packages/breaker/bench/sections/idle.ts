import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { Scale, Section } from "../report.ts";

interface Idle {
  readonly bytesEach: number;
  readonly timers: number;
  readonly cpuPercent: number;
}

const KINDS = {
  opossum: "opossum, defaults",
  "lean-opossum": "opossum, lean",
  cockatiel: "cockatiel",
  pigeon: "@pigeon/breaker",
};

/** Many breakers that were called once and then rest, each kind in a process of its own. */
export async function idle({ breakers, idleMs }: Scale): Promise<Section> {
  const rows = Object.entries(KINDS).map(([kind, what]) => {
    const { bytesEach, timers, cpuPercent } = measure(kind, breakers, idleMs);
    return {
      what,
      figures: [`${(bytesEach / 1024).toFixed(1)} KiB`, String(timers), `${cpuPercent.toFixed(1)} %`],
    };
  });
  const name = `${breakers.toLocaleString("en")} breakers that rest for ${idleMs / 1000} s`;
  return { name, columns: ["memory each", "timers", "of a core"], rows };
}

function measure(kind: string, breakers: number, idleMs: number): Idle {
  const child = fileURLToPath(new URL("../idle-child.ts", import.meta.url));
  const args = ["--expose-gc", "--conditions=@pigeon/source", child, kind, String(breakers), String(idleMs)];
  const { stdout, stderr, status } = spawnSync(process.execPath, args, { encoding: "utf8" });
  if (status !== 0) throw new Error(`${kind}: ${stderr}`);
  return JSON.parse(stdout) as Idle;
}
