import type { LookupAddress } from "node:dns";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { Pool } from "undici";
import { describe, expect, onTestFinished, test } from "vitest";
import { connectWithin, EndpointOutsideError } from "../../src/workers/connect.ts";
import { httpLinks } from "../../src/workers/http-link.ts";

const loopback = ["127.0.0.0/8", "::1/128"];

interface Target {
  readonly port: number;
  readonly asked: string[];
}

async function target(answer: Parameters<typeof createServer>[1]): Promise<Target> {
  const asked: string[] = [];
  const server: Server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    answer?.(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { port: (server.address() as AddressInfo).port, asked };
}

const ok: Parameters<typeof createServer>[1] = (_request, response) => response.end();

/** A pool whose name service is in the hands of the test. */
function poolTo(origin: string, networks: readonly string[], ...answers: LookupAddress[][]): Pool {
  const left = [...answers];
  const connect = connectWithin(networks, 1_000, (_host, _options, callback) => {
    const addresses = left.shift();
    if (addresses === undefined) callback(Object.assign(new Error("unknown"), { code: "ENOTFOUND" }), []);
    else callback(null, addresses);
  });
  const pool = new Pool(origin, { connect });
  onTestFinished(() => pool.destroy());
  return pool;
}

const get = (pool: Pool) => pool.request({ method: "GET", path: "/healthz" });
const inside: LookupAddress = { address: "127.0.0.1", family: 4 };
const outside: LookupAddress = { address: "169.254.169.254", family: 4 };

describe("a worker's name", () => {
  test("that leads inside is reached", async () => {
    const { port, asked } = await target(ok);
    const answer = await get(poolTo(`http://worker.test:${port}`, loopback, [inside]));
    expect(answer.statusCode).toBe(200);
    expect(asked).toEqual(["GET /healthz"]);
  });

  test("that led inside and leads outside by now (DNS rebinding) is not", async () => {
    const { port } = await target((_request, response) =>
      response.writeHead(200, { connection: "close" }).end(),
    );
    const pool = poolTo(`http://worker.test:${port}`, loopback, [inside], [outside]);
    await (await get(pool)).body.dump();
    await expect(get(pool)).rejects.toThrow(
      "worker.test leads to 169.254.169.254, which lies outside PIGEON_WORKER_NETWORKS (127.0.0.0/8, ::1/128)",
    );
  });

  test("with one address outside is not reached by the others either", async () => {
    const { port, asked } = await target(ok);
    const error = await get(poolTo(`http://worker.test:${port}`, loopback, [inside, outside])).catch(
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(EndpointOutsideError);
    expect(error).toMatchObject({ code: "EHOSTUNREACH" });
    expect(asked).toEqual([]);
  });

  test("that nobody knows fails as such", async () => {
    await expect(get(poolTo("http://worker.test:1", loopback))).rejects.toMatchObject({ code: "ENOTFOUND" });
  });
});

test.each([
  ["http://127.0.0.1", ["10.0.0.0/8"]],
  ["http://[::1]", ["127.0.0.0/8"]],
])("an address outside (%s) is not connected to, though no name is looked up", async (origin, networks) => {
  const { port, asked } = await target(ok);
  await expect(get(poolTo(`${origin}:${port}`, networks))).rejects.toThrow(
    "lies outside PIGEON_WORKER_NETWORKS",
  );
  expect(asked).toEqual([]);
});

describe("a redirect", () => {
  test.each([301, 302, 307, 308])("(%i) is an error, and is not followed", async (status) => {
    const elsewhere = await target(ok);
    const location = `http://127.0.0.1:${elsewhere.port}/v1/leases`;
    const { port, asked } = await target((_request, response) =>
      response.writeHead(status, { location }).end(),
    );
    const open = httpLinks(loopback);
    const link = open({ endpoint: `http://127.0.0.1:${port}`, token: "pwt_token", onDisconnect: () => {} });
    onTestFinished(() => link.close());
    const signal = AbortSignal.timeout(5_000);
    await expect(link.push([], signal)).rejects.toMatchObject({ status });
    await expect(link.cancel(["l"], signal)).rejects.toMatchObject({ status });
    expect(await link.probe(signal)).toBe(false);
    expect(asked).toHaveLength(3);
    expect(elsewhere.asked).toEqual([]);
  });
});
