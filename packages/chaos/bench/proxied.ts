// The cost of the proxy: requests over one connection that is kept, straight and through it.
import { createServer } from "node:http";
import { createChaos } from "@pigeon/chaos";
import { Agent, request } from "undici";
import type { Subject } from "./subjects.ts";

export interface Proxied {
  readonly subjects: Record<string, Subject>;
  readonly close: () => Promise<void>;
}

export async function proxied(): Promise<Proxied> {
  const server = createServer((_request, response) => response.end("hello"));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const chaos = createChaos({ enabled: true, env: {}, seed: 1 });
  const clear = await chaos.proxy({ name: "clear", target: { port } });
  const limited = await chaos.proxy({
    name: "limited",
    target: { port },
    faults: { toServer: { bytesPerSecond: 1e9 }, toClient: { bytesPerSecond: 1e9 } },
  });
  const agents: Agent[] = [];
  const get = (toPort: number): Subject => {
    const dispatcher = new Agent({ connections: 1 });
    agents.push(dispatcher);
    return async () => await (await request(`http://127.0.0.1:${toPort}/`, { dispatcher })).body.text();
  };
  return {
    subjects: {
      straight: get(port),
      "through a proxy without faults": get(clear.port),
      "through a proxy with a limit of 1 GB/s": get(limited.port),
    },
    async close() {
      await Promise.all(agents.map((agent) => agent.close()));
      await Promise.all([clear.close(), limited.close()]);
      server.close();
    },
  };
}
