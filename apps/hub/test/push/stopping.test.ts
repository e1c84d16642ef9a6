import { Agent, request } from "node:http";
import { expect, onTestFinished, test } from "vitest";
import { pullWorker, testHub } from "../hub-fixture.ts";

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
