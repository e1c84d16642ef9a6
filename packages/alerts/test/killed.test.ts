import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { filePersistence, openAlerts, webhookSink } from "../src/index.ts";
import { serve } from "./server.ts";

test("killed while it sends: the next process tells the same again, under the same id, and its end", async () => {
  const folder = await mkdtemp(join(tmpdir(), "pigeon-alerts-"));
  const { url, received, requests, close } = await serve("hang", { status: 204 });
  try {
    const path = join(folder, "alerts.json");
    const doomed = fileURLToPath(new URL("fixtures/doomed.ts", import.meta.url));
    const child = spawn(process.execPath, ["--conditions=@pigeon/source", doomed, url, path]);
    await requests(1);
    child.kill("SIGKILL");
    await once(child, "exit");

    const alerts = await openAlerts({
      rules: [{ name: "WorkerFailed", when: { type: "worker" }, severity: "high", summary: "{worker}" }],
      sinks: [webhookSink({ url })],
      routes: [{ name: "all", sinks: ["webhook"], groupWaitMs: 0, groupIntervalMs: 0 }],
      persistence: filePersistence(path),
    });
    await requests(2);
    alerts.observe({ type: "worker", workerId: "w", status: "gone" });
    await requests(3);
    await alerts.close();
    const told = received.map(({ headers, text }) => {
      const { type, data } = JSON.parse(text) as { type: string; data: { groupKey: string } };
      return { type, id: headers["webhook-id"], group: data.groupKey };
    });
    const [first, second, third] = told;
    expect(told.map(({ type }) => type)).toEqual(["alert.firing", "alert.firing", "alert.resolved"]);
    expect(second).toEqual(first);
    expect(third?.group).toBe(first?.group);
    expect(third?.id).not.toBe(first?.id);
  } finally {
    await close();
    await rm(folder, { recursive: true, force: true });
  }
});
