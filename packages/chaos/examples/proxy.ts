import { createServer } from "node:http";
import { createChaos } from "@pigeon/chaos";

const server = createServer((_request, response) => response.end("hello"));
await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
const address = server.address();
const port = typeof address === "object" && address !== null ? address.port : 0;

const chaos = createChaos({ enabled: true, seed: 1 });
const proxy = await chaos.proxy({ target: { port } });
const url = `http://${proxy.host}:${proxy.port}/`;

async function get(limitMs: number): Promise<string> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(limitMs) });
    return await response.text();
  } catch (error) {
    return error instanceof Error ? error.name : "failed";
  }
}

console.log("no faults:", await get(10_000));
proxy.set({ toClient: { latencyMs: 50, jitterMs: 20 } });
console.log("slow:", await get(10_000));
proxy.set({ toServer: { blackHole: true } });
console.log("partition:", await get(100));
proxy.set({ refuse: { rate: 1 } });
proxy.reset();
console.log("refused:", await get(10_000));
chaos.kill();
console.log("killed:", await get(10_000));

await proxy.close();
server.close();
