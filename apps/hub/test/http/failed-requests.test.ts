import type { Problem } from "@pigeon/protocol";
import { expect, onTestFinished, test } from "vitest";
import { createServer, type FailedRequest } from "../../src/http/server.ts";
import { StoreError } from "../../src/store/port.ts";

test("a request that fails is told with what it was, its id, and how long it took", async () => {
  const told: [unknown, FailedRequest][] = [];
  const server = createServer({ onFailure: (...failure) => told.push(failure) });
  onTestFinished(() => server.close());
  const crash = new Error("crash");
  const full = new StoreError("full", "the disk is full");
  server.get("/crash/:id", async () => Promise.reject(crash));
  server.post("/full", async () => Promise.reject(full));
  const crashed = await server.inject({ method: "GET", url: "/crash/7" });
  const refused = await server.inject({ method: "POST", url: "/full" });
  await server.inject({ method: "GET", url: "/nothing" });
  expect(told).toEqual([
    [crash, failed("GET /crash/:id", crashed.json<Problem>())],
    [full, failed("POST /full", refused.json<Problem>())],
  ]);
  // Without anyone who listens to the end of requests fastify takes no time at all.
  for (const [, { durationMs }] of told) expect(durationMs).toBeGreaterThan(0);
});

function failed(operation: string, { requestId }: Problem): unknown {
  return { operation, correlationId: requestId, durationMs: expect.any(Number) };
}
