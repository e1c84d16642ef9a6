import { copyFileSync } from "node:fs";
import { createServer, request } from "node:https";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { createClient } from "@pigeon/client";
import type { WorkerView } from "@pigeon/protocol";
import { createWorker, type TlsServerOptions, type Worker } from "@pigeon/worker";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { testHub, type TestHub } from "../hub-fixture.ts";
import { until } from "../worker-fixture.ts";
import { createAuthority, type Authority, type Pair } from "./authority.ts";

let authority: Authority;
let pair: Pair;
beforeAll(async () => {
  authority = await createAuthority();
  pair = await authority.issue("worker");
});
afterAll(() => authority.remove());

async function start(hub: TestHub, tlsServer: TlsServerOptions, tls?: { ca: string }): Promise<Worker> {
  const worker = createWorker({
    hub: hub.url,
    workerId: "w",
    tlsServer,
    ...(tls === undefined ? {} : { tls }),
    handlers: { "text.upper": ({ payload }) => String(payload).toUpperCase() },
  });
  await worker.start();
  onTestFinished(() => worker.stop({ drainMs: 0 }));
  return worker;
}

async function run(hub: TestHub, tls?: { ca: string }): Promise<unknown> {
  const client = createClient({ hub: hub.url, ...(tls === undefined ? {} : { tls }) });
  onTestFinished(() => client.close());
  return client.run({ type: "text.upper", payload: "coo" });
}

function ask({ endpoint }: Worker, tls: object): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const call = request(`${endpoint}/healthz`, { ...tls, agent: false }, (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    });
    call.on("error", reject).end();
  });
}

const health = async (hub: TestHub) => (await hub.call<WorkerView>("GET", "/v1/workers/w")).body.health;

test("a worker with a certificate gets its leases by HTTPS from a hub that trusts its authority", async () => {
  const hub = await testHub({ hub: { workerCaFile: authority.certFile } });
  const worker = await start(hub, { cert: pair.cert, key: pair.key });
  expect(worker.endpoint).toMatch(/^https:\/\/127\.0\.0\.1:\d+$/);
  expect(await run(hub)).toBe("COO");
  expect((await health(hub)).status).toBe("healthy");
});

test("the end of its process is noticed as without TLS: by its connection", async () => {
  const hub = await testHub({ hub: { workerCaFile: authority.certFile } });
  const seen: string[] = [];
  const server = createServer({ cert: pair.cert, key: pair.key }, (asked, answer) => {
    seen.push(`${asked.method} ${asked.url}`);
    answer.end("{}");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const endpoint = `https://127.0.0.1:${port}`;
  await hub.call("POST", "/v1/workers", { workerId: "w", endpoint, types: ["t"], slots: 1 });
  await until(
    () => seen,
    (all) => all.includes("GET /healthz"),
  );
  server.close();
  server.closeAllConnections();
  const { status, reasons } = await until(
    () => health(hub),
    (state) => state.status !== "healthy",
  );
  expect(status).toBe("unhealthy");
  expect(reasons.join()).toContain("its connection closed");
});

test("a hub that does not know the authority sends nothing, and says why", async () => {
  const hub = await testHub();
  await start(hub, { cert: pair.cert, key: pair.key });
  const { reasons } = await until(
    () => health(hub),
    ({ status }) => status === "unhealthy",
  );
  expect(reasons.join()).toMatch(/certificate|self-signed/);
});

test("a worker that asks for the hub's certificate is shown it, and answers nobody without one", async () => {
  const hubPair = await authority.issue("hub");
  const hub = await testHub({
    hub: {
      tlsCertFile: hubPair.certFile,
      tlsKeyFile: hubPair.keyFile,
      workerCaFile: authority.certFile,
    },
  });
  const trust = { ca: authority.cert };
  const worker = await start(hub, { cert: pair.cert, key: pair.key, ca: authority.cert }, trust);
  expect(await run(hub, trust)).toBe("COO");
  const { cert, key } = await authority.issue("other");
  expect(await ask(worker, { ca: authority.cert, cert, key })).toBe(200);
  await expect(ask(worker, { ca: authority.cert })).rejects.toThrow();
});

test("a hub without a certificate gets no answer from a worker that asks for one", async () => {
  const hub = await testHub({ hub: { workerCaFile: authority.certFile } });
  await start(hub, { cert: pair.cert, key: pair.key, ca: authority.cert });
  await until(
    () => health(hub),
    ({ status }) => status === "unhealthy",
  );
});

test("authorities that were exchanged count for new connections once the hub reads them again", async () => {
  const workerCaFile = join(authority.folder, "workers-ca.crt");
  const other = await createAuthority();
  onTestFinished(() => other.remove());
  copyFileSync(other.certFile, workerCaFile);
  const hub = await testHub({ hub: { workerCaFile } });
  const worker = await start(hub, { cert: pair.cert, key: pair.key });
  await until(
    () => health(hub),
    ({ status }) => status === "unhealthy",
  );
  copyFileSync(authority.certFile, workerCaFile);
  hub.reloadCertificates();
  await worker.stop({ drainMs: 0 });
  await start(hub, { cert: pair.cert, key: pair.key });
  expect(await run(hub)).toBe("COO");
});
