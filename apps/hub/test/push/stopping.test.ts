import { mkdtempSync, rmSync } from "node:fs";
import { Agent, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import type { Clock } from "../../src/ports.ts";
import { systemClock } from "../../src/system.ts";
import { pullWorker, testHub } from "../hub-fixture.ts";
import { scriptedWorker, until } from "../worker-fixture.ts";

test("a hub that stops closes the connections of those it answers, and so ends at once", async () => {
  const hub = await testHub();
  const { id } = await hub.submit({ type: "t" });
  const agent = new Agent({ keepAlive: true });
  onTestFinished(() => agent.destroy());
  const { hostname, port } = new URL(hub.url);
  const path = `/v1/jobs/${id}?waitMs=60000`;
  const answered = new Promise<{ connection: string | undefined; body: string }>((resolve, reject) => {
    request({ agent, hostname, port, path }, (answer) => {
      let body = "";
      answer.on("data", (chunk) => (body += String(chunk)));
      answer.on("end", () => resolve({ connection: answer.headers.connection, body }));
    })
      .on("error", reject)
      .end();
  });
  await hub.call("GET", "/healthz");
  const worker = await pullWorker(hub);
  const polled = worker.lease(1, 60_000);
  await polled;
  const waiting = worker.lease(1, 60_000);
  await hub.call("GET", "/healthz");
  await hub.close();
  const { connection, body } = await answered;
  expect(connection).toBe("close");
  expect(JSON.parse(body)).toMatchObject({ id, state: "leased" });
  expect(await waiting).toEqual([]);
}, 10_000);

test("a worker that does not answer cannot hold up a hub that stops, and keeps its lease", async () => {
  const due: (() => void)[] = [];
  // The second that the hub grants is over when the test says so; all else runs on the system's clock.
  const clock: Clock = {
    ...systemClock,
    after: (delayMs, callback) => {
      if (delayMs !== 1_000) return systemClock.after(delayMs, callback);
      due.push(callback);
      return () => {};
    },
  };
  const folder = mkdtempSync(join(tmpdir(), "pigeon-hub-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const storeUrl = `sqlite:${join(folder, "jobs.db")}`;
  const hub = await testHub({ hub: { storeUrl } }, { clock });
  const worker = await scriptedWorker(hub, () => "hang");
  await worker.register("w1");
  const { id } = await hub.submit({ type: "t" });
  await until(worker.pushes, (pushes) => pushes.length > 0);
  const closed = hub.close();
  for (const callback of due.splice(0)) callback();
  await closed;
  const again = await testHub({ hub: { storeUrl } });
  const job = await again.job(id);
  expect([job.state, job.attempts.map(({ outcome }) => outcome)]).toEqual(["leased", [undefined]]);
}, 10_000);
